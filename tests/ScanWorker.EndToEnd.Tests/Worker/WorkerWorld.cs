using System.Globalization;
using ScanWorker.Adapters.Kafka;
using ScanWorker.EndToEnd.Tests.Auditing;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;

namespace ScanWorker.EndToEnd.Tests.Worker;

/// <summary>Servers, an upload service and a published hash set: what workers need, for one test.</summary>
internal sealed class WorkerWorld : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-world-");
    private readonly List<WorkerProcess> _workers = [];

    public WorkerWorld(ServerKind kind, bool publish = true)
        : this(ServerKinds.StartBroker(kind), ServerKinds.StartRedis(kind), publish)
    {
    }

    /// <param name="broker">Owned from now on, without topics.</param>
    /// <param name="redis">Owned from now on, empty.</param>
    /// <param name="publish">A first hash set.</param>
    public WorkerWorld(IBroker broker, IRedisServer redis, bool publish = true)
    {
        (Broker, Redis) = (broker, redis);
        Broker.CreateTopics();
        Uploads = new UploadService(Broker.Options);
        Auditor = new Auditor(Broker.Options, Broker.Options.GroupId);
        WritePolicy("block");
        PreparedSets.CopyTo(_folder.FullName);
        if (publish)
        {
            Publish();
        }
    }

    public IBroker Broker { get; }

    public IRedisServer Redis { get; }

    public UploadService Uploads { get; }

    public Auditor Auditor { get; }

    /// <summary>Verdicts that <see cref="WaitForVerdicts"/> has counted.</summary>
    public int VerdictsSeen { get; private set; }

    public string Logs => string.Join("\n----\n", _workers.Select(worker => worker.Output));

    private string PolicyFile => Path.Combine(_folder.FullName, "policy.json");

    private string PrivateKey => PreparedSets.PrivateKeyIn(_folder.FullName);

    private string PublicKey => PreparedSets.PublicKeyIn(_folder.FullName);

    /// <summary>The settings of a worker in this world.</summary>
    public Dictionary<string, string> Settings(string instanceId) => new()
    {
        ["Kafka:BootstrapServers"] = Broker.Options.BootstrapServers,
        ["Kafka:MockBroker"] = Broker.Options.MockBroker.ToString(CultureInfo.InvariantCulture),
        ["Kafka:GroupId"] = Broker.Options.GroupId,
        ["Kafka:InstanceId"] = instanceId,
        ["Kafka:GroupProtocol"] = Broker.Options.MockBroker
            ? nameof(GroupProtocolKind.Consumer)
            : nameof(GroupProtocolKind.Classic),
        ["Redis:ConnectionString"] = Redis.ConnectionString,
        ["Findings:Key"] = "end to end",
        ["Sets:Signing:PublicKey"] = PublicKey,
        ["Sets:SnapshotDirectory"] = Path.Combine(_folder.FullName, "snapshots", instanceId),
        ["Content:Roots:0"] = Uploads.Root,
        ["Policy:File"] = PolicyFile,
    };

    /// <param name="instanceId">Of the worker; its own and stable over restarts.</param>
    /// <param name="more">Settings beside or instead of the usual ones.</param>
    /// <param name="command">Starts the program; null: as the tests' build left it.</param>
    /// <param name="environment">Variables beside this process's.</param>
    public WorkerProcess StartWorker(
        string instanceId, IReadOnlyDictionary<string, string>? more = null, IReadOnlyList<string>? command = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var settings = Settings(instanceId);
        foreach (var (key, value) in more ?? new Dictionary<string, string>())
        {
            settings[key] = value;
        }

        var worker = WorkerProcess.Start(settings, command, environment);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>Gives up what is kept of a worker that has ended.</summary>
    public void Forget(WorkerProcess worker)
    {
        worker.Dispose();
        _ = _workers.Remove(worker);
    }

    /// <summary>Waits until there are more committed verdicts than that.</summary>
    public void WaitForVerdicts(int beyond) => Poll.Until(
        () =>
        {
            VerdictsSeen = Auditor.Count(Broker.Options.Topics.Verdicts);
            return VerdictsSeen > beyond;
        },
        TimeSpan.FromSeconds(120), () => Logs);

    /// <summary>Publishes the known pictures' hashes, with the program's own command.</summary>
    public void Publish() => Run("sets", "publish");

    /// <summary>Writes the policy file, which workers read again when it changes.</summary>
    /// <param name="blockBankAction">What a match in <see cref="UploadKinds.BlockBank"/> leads to.</param>
    public void WritePolicy(string blockBankAction) => File.WriteAllText(PolicyFile, $$"""
        { "banks": { "{{UploadKinds.BlockBank}}": { "action": "{{blockBankAction}}" }, "{{UploadKinds.ReviewBank}}": { "action": "review" } } }
        """);

    /// <summary>Runs a command of the program with this world's settings; it must succeed.</summary>
    public string Run(params string[] command)
    {
        var (code, output) = Try(command);
        Assert.That(code, Is.Zero, output);
        return output;
    }

    /// <summary>Runs a command of the program with this world's settings.</summary>
    /// <param name="command">Words and options.</param>
    /// <param name="folder">Where it is typed, made if missing; null: where the tests run.</param>
    public (int? Code, string Output) Try(IEnumerable<string> command, string? folder = null)
    {
        string[] there = folder is null ? [] : ["sh", "-c", "mkdir -p \"$0\" && cd \"$0\" && exec \"$@\"", folder];
        string[] all = [.. there, .. ProgramUnderTest.Command, .. command];
        using var process = OwnedProcess.Start(
            all[0], all[1..], new Dictionary<string, string>
            {
                ["SCANWORKER__Redis__ConnectionString"] = Redis.ConnectionString,
                ["SCANWORKER__Findings__Key"] = "end to end",
                ["SCANWORKER__Redis__CertificateAuthority"] = Redis.CertificateAuthority ?? "",
                ["SCANWORKER__Sets__Directory"] = PreparedSets.DirectoryIn(_folder.FullName),
                ["SCANWORKER__Sets__Signing__PrivateKey"] = PrivateKey,
                ["SCANWORKER__Sets__Signing__PublicKey"] = PublicKey,
            });
        return (process.WaitForExit(TimeSpan.FromSeconds(60)), process.Output);
    }

    /// <summary>For a worker that is another user: policy, key and uploads are this user's alone.</summary>
    public void LetEverybodyRead()
    {
        using var chmod = OwnedProcess.Start("chmod", ["-R", "a+rX", _folder.FullName, Uploads.Root]);
        Assert.That(chmod.WaitForExit(TimeSpan.FromSeconds(60)), Is.Zero, chmod.Output);
    }

    /// <summary>Runs <c>doctor</c> as a worker of this world would be configured.</summary>
    public (int? Code, string Output) RunDoctor(params IEnumerable<KeyValuePair<string, string>> instead)
    {
        var settings = Settings("doctor");
        foreach (var (key, value) in instead)
        {
            settings[key] = value;
        }

        using var process = ProgramUnderTest.Start(
            ["doctor", .. settings.Select(pair => $"--{pair.Key}={pair.Value}")]);
        return (process.WaitForExit(TimeSpan.FromSeconds(90)), process.Output);
    }

    public void Dispose()
    {
        foreach (var worker in _workers)
        {
            worker.Dispose();
        }

        Uploads.Dispose();
        Broker.Dispose();
        Redis.Dispose();
        _folder.Delete(recursive: true);
    }
}
