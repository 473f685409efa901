using System.Diagnostics;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Embedded;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Adapters.Redis;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing;
using ScanWorker.Testing.HashSets;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Benchmarks.Sets;

/// <summary>A custodian, a Redis and a worker with a million entries, and how long each step took.</summary>
/// <remarks><c>SCANWORKER_QUICK_ENTRIES</c> makes them more or fewer.</remarks>
internal sealed class MillionEntries
{
    private static readonly int Count = LongRun.Setting("SCANWORKER_QUICK_ENTRIES", 1_000_000);
    private static readonly Lazy<MillionEntries> Made = new(Create);

    private readonly string _folder = Directory.CreateTempSubdirectory("scanworker-quick-sets-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly IDisposable _server;
    private readonly RedisConnections _connections;
    private readonly RedisHashSetStore _store;

    private MillionEntries()
    {
        // The real server where there is one, else the embedded one.
        var (server, connection) = RedisProcess.IsInstalled && RedisProcess.Start() is { } redis
            ? ((IDisposable)redis, redis.ConnectionString)
            : EmbeddedRedis.Start() is var garnet
            ? (garnet, garnet.ConnectionString)
            : throw new UnreachableException();
        (_server, RedisConnection) = (server, connection);
        var options = Options.Create(new RedisOptions { ConnectionString = connection });
        _connections = new RedisConnections(options);
        _store = new RedisHashSetStore(_connections, options);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            _server.Dispose();
            Directory.Delete(_folder, recursive: true);
        };
    }

    public double ImportSeconds { get; private set; }

    public double PublishSeconds { get; private set; }

    /// <summary>
    /// One entry, from the custodian's decision to a running worker that finds it; and all bytes that moved for it.
    /// </summary>
    public (double Seconds, long Bytes) Added { get; private set; }

    public string RedisConnection { get; }

    /// <summary>What workers are to believe.</summary>
    public string PublicKey => _key.ExportSubjectPublicKeyInfoPem();

    /// <summary>A worker's own copy of the set.</summary>
    public string Snapshots => Path.Combine(_folder, "snapshots");

    /// <summary>Made once, when it is first asked for, and kept until the process ends.</summary>
    public static MillionEntries Shared => Made.Value;

    private static MillionEntries Create()
    {
        var world = new MillionEntries();
        world.Import();
        world.PublishSeconds = Seconds(() => world.PublishAsync().GetAwaiter().GetResult());
        world.Added = world.AddAsync().GetAwaiter().GetResult();
        return world;
    }

    private static double Seconds(Action action)
    {
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private WorkingSet Open() => WorkingSet.OpenToWrite(Path.Combine(_folder, "working"), TimeProvider.System);

    private void Import()
    {
        var list = MillionLines.Write(Path.Combine(_folder, "list.csv"), Count);
        var start = Stopwatch.GetTimestamp();
        using var workingSet = Open();
        using var stream = ListFile.Open(File.OpenRead(list), null);
        var settings = new ListSettings("csam", "list");
        var (counts, _) = new ListImport(
            workingSet, new EntryHygiene(BenignGauntlet.Hashes, 31), TimeProvider.System).Run(
            new JournalRecord(0, default, "benchmark", JournalAction.Import),
            settings,
            new ImportRules { RowsAreHashes = true },
            isDryRun: false,
            sink => new CsvFormat().Read(stream, settings, sink));
        ImportSeconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (counts.Added != Count)
        {
            throw new InvalidOperationException($"{counts.Added} entries were added.");
        }
    }

    private async Task PublishAsync()
    {
        using var workingSet = Open();
        _ = await new Publisher(workingSet, "default", _store, _key, TimeProvider.System)
            .PublishAsync("benchmark", null, CancellationToken.None);
    }

    private async Task<(double Seconds, long Bytes)> AddAsync()
    {
        var cell = new HashIndexCell();
        var snapshots = new DirectorySnapshots(Options.Create(new SetsOptions { SnapshotDirectory = Snapshots }));
        using var worker = new RefresherHarness(TimeProvider.System, _store, snapshots, cell, _key);
        await worker.Refresher.StartAsync(CancellationToken.None);
        await cell.WhenLoaded;
        Poll.Until(() => File.Exists(Path.Combine(Snapshots, "default", "index")), TimeSpan.FromMinutes(1),
            () => "The worker's index is not on disk.");

        var entry = HashSetVersions.Entry("added");
        var start = Stopwatch.GetTimestamp();
        long sentBytes;
        HashSetManifest manifest;
        using (var workingSet = Open())
        {
            var edits = new WorkingSetEdits(workingSet);
            var record = edits.Add([entry], edits.OpenSearch(), "benchmark", "emergency");
            (manifest, sentBytes) = await new Publisher(workingSet, "default", _store, _key, TimeProvider.System)
                .PublishAloneAsync(record, CancellationToken.None);
        }

        while (cell.Current?.Index.Find(entry.Key) is not >= 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        await worker.Refresher.StopAsync(CancellationToken.None);

        // The worker fetches what was sent: the manifest and the one segment.
        return (
            seconds, sentBytes + manifest.Segments[^1].LengthBytes + (sentBytes - manifest.Segments[^1].LengthBytes));
    }
}
