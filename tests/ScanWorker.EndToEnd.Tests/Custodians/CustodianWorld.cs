using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Redis;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using StackExchange.Redis;

namespace ScanWorker.EndToEnd.Tests.Custodians;

/// <summary>
/// A working set and a real Redis that can be put back to where they were, and the program that changes them.
/// </summary>
internal sealed class CustodianWorld : IDisposable
{
    private const string Set = "default";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-custodian-");
    private readonly RealRedis _redis = new();
    private readonly RedisConnections _connections;
    private readonly RedisHashSetStore _store;

    public CustodianWorld()
    {
        var options = Options.Create(new RedisOptions { ConnectionString = _redis.ConnectionString });
        _connections = new RedisConnections(options);
        _store = new RedisHashSetStore(_connections, options);
        Run("sets", "keygen", _folder.FullName);
    }

    public string WorkingFolder => Path.Combine(_folder.FullName, "working");

    private ManifestTrust Trust => ManifestTrust.Create(File.ReadAllText(PublicKey), isSignatureRequired: true);

    private string Kept => Path.Combine(_folder.FullName, "kept");

    private string PrivateKey => Path.Combine(_folder.FullName, "scanworker-sets.private.pem");

    private string PublicKey => Path.Combine(_folder.FullName, "scanworker-sets.public.pem");

    /// <summary>Writes a list of random items with four hashes each.</summary>
    public string WriteList(string name, int entries)
    {
        var path = Path.Combine(_folder.FullName, name);
        var random = new Random(entries);
        var bytes = new byte[100];
        var csv = new StringBuilder("entry_id,md5,sha1,sha256,pdq\n");
        for (var i = 0; i < entries; i++)
        {
            random.NextBytes(bytes);
            var hex = Convert.ToHexStringLower(bytes);
            csv.Append(
                CultureInfo.InvariantCulture, $"{name}-{i},{hex[..32]},{hex[32..72]},{hex[72..136]},{hex[136..]}\n");
        }

        File.WriteAllText(path, csv.ToString());
        return path;
    }

    /// <summary>Starts the program, in its own process.</summary>
    public OwnedProcess Start(params string[] command) =>
        ProgramUnderTest.Start(command, Environment());

    /// <summary>Starts the program in a shell, which can limit it.</summary>
    /// <param name="script">May use <c>"$@"</c> for the program and its arguments.</param>
    public OwnedProcess StartInShell(string script, params string[] command) =>
        OwnedProcess.Start(
            "bash", ["-c", script, "bash", .. ProgramUnderTest.Command, .. command], Environment());

    /// <summary>Runs the program; it must succeed.</summary>
    public string Run(params string[] command)
    {
        using var process = Start(command);
        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(120)), Is.Zero, process.Output);
        return process.Output;
    }

    /// <summary>Remembers the working set as it is.</summary>
    public void Keep() => Copy(WorkingFolder, Kept);

    /// <summary>Takes the working set away.</summary>
    public void Clear() => Directory.Delete(WorkingFolder, recursive: true);

    /// <summary>Puts the working set back, and empties Redis but for the version that was published then.</summary>
    public async Task PutBackAsync()
    {
        Directory.Delete(WorkingFolder, recursive: true);
        Copy(Kept, WorkingFolder);
        await using var admin = await ConnectionMultiplexer.ConnectAsync($"{_redis.ConnectionString},allowAdmin=true");
        await admin.GetServers().Single().FlushAllDatabasesAsync();
        using var workingSet = OpenToRead();
        if (workingSet.ReadVersion(1) is { } first)
        {
            _ = await _store.PublishAsync(
                new HashSetPublication(first, workingSet.ReadSegment), null, CancellationToken.None);
        }
    }

    public WorkingSet OpenToRead() => WorkingSet.OpenToRead(WorkingFolder, TimeProvider.System);

    /// <summary>How many entries the working set holds, having read every byte of it.</summary>
    public int ReadWorkingSet()
    {
        using var workingSet = OpenToRead();
        Assert.That(new WorkingSetCheck(workingSet, Trust).Run(), Is.Empty);
        var index = new WorkingSetEdits(workingSet).ReadIndex();
        Assert.That(workingSet.State.Working.Banks.Sum(bank => bank.Entries), Is.EqualTo(index.EntryCount));
        return index.EntryCount;
    }

    /// <summary>Which version is head in Redis, while others may be publishing.</summary>
    public ValueTask<long?> HeadAsync() => _store.ReadHeadAsync(Set, CancellationToken.None);

    /// <summary>Which version is head in Redis, having read every byte of it as a worker would.</summary>
    public async Task<long?> ReadHeadAsync()
    {
        var head = await _store.ReadHeadAsync(Set, CancellationToken.None);
        if (head is { } version)
        {
            var check = new StoreCheck(_store, Set, Trust);
            using var workingSet = OpenToRead();
            Assert.That(await check.RunAsync(version, workingSet, CancellationToken.None), Is.Empty);
            Assert.That(
                await _store.ReadManifestAsync(Set, version + 1, CancellationToken.None), Is.Null,
                "a manifest beyond head");
        }

        return head;
    }

    /// <summary>Publishes in this process: what the next publisher after a killed one does.</summary>
    public async Task<HashSetManifest> PublishAsync()
    {
        using var key = SigningKey.ReadPrivate(await File.ReadAllTextAsync(PrivateKey));
        using var workingSet = WorkingSet.OpenToWrite(WorkingFolder, TimeProvider.System);
        var (manifest, _) = await new Publisher(workingSet, Set, _store, key, TimeProvider.System)
            .PublishAsync("next", null, CancellationToken.None);
        Assert.That(workingSet.State.PublishedVersion, Is.EqualTo(manifest.Version));
        return manifest;
    }

    public void Dispose()
    {
        _connections.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _redis.Dispose();
        _folder.Delete(recursive: true);
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy) ?? to);
            File.Copy(file, copy);
        }
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["SCANWORKER__Redis__ConnectionString"] = _redis.ConnectionString,
        ["SCANWORKER__Sets__Directory"] = WorkingFolder,
        ["SCANWORKER__Sets__Signing__PrivateKey"] = PrivateKey,
        ["SCANWORKER__Sets__Signing__PublicKey"] = PublicKey,
    };
}
