using System.Globalization;
using ScanWorker.Adapters.Kafka;

namespace ScanWorker.Testing.Servers;

/// <summary>
/// A real Apache Kafka broker (KRaft), its own process on loopback, from the jars of <c>KAFKA_HOME</c>.
/// </summary>
internal sealed class RealBroker : IBroker
{
    // What a failed storm left can be looked into with the broker's own tools.
    private static readonly bool Keeps = LongRun.Setting("SCANWORKER_KEEP_BROKERS", 0) > 0;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-kafka-");
    private readonly KafkaJars _jars;
    private readonly bool _fast;
    private readonly int _port = FreePorts.Next();
    private OwnedProcess? _process;

    /// <param name="jars">What it runs.</param>
    /// <param name="fast">As it is where speed is measured; else as it is up soonest.</param>
    /// <param name="settings">More lines of its properties.</param>
    public RealBroker(KafkaJars jars, bool fast = false, params IEnumerable<string> settings)
    {
        (_jars, _fast) = (jars, fast);
        File.WriteAllLines(PropertiesFile, [Properties(_port, FreePorts.Next(), _folder.FullName), .. settings]);
        jars.Format(PropertiesFile);
        if (!fast)
        {
            jars.ArchiveClasses(RunOnceWith);
        }

        Start();
    }

    public KafkaOptions Options => new() { BootstrapServers = $"127.0.0.1:{_port}" };

    private string PropertiesFile => Path.Combine(_folder.FullName, "server.properties");

    public void Start()
    {
        _process = _jars.StartBroker(PropertiesFile, _fast);
        BrokerAdmin.WaitUntilItAnswers(Options, _process);
    }

    /// <summary>Ends it as a crash would.</summary>
    public void Kill() => _process?.Kill();

    /// <summary>Asks it to stop, and waits.</summary>
    public void Stop()
    {
        _process?.Signal(OwnedProcess.Terminate);
        _ = _process?.WaitForExit(TimeSpan.FromSeconds(30));
        _process?.Kill();
    }

    /// <summary>Freezes it until <see cref="Resume"/>: its connections stay open, and nothing is answered.</summary>
    public void Suspend() => _process?.Signal(OwnedProcess.Stop);

    public void Resume() => _process?.Signal(OwnedProcess.Continue);

    public void CreateTopics() => BrokerAdmin.CreateTopics(Options);

    public void Dispose()
    {
        _process?.Dispose();
        if (!Keeps)
        {
            _folder.Delete(recursive: true);
        }
    }

    private void RunOnceWith(string option)
    {
        _process = _jars.StartBroker(PropertiesFile, option);
        BrokerAdmin.WaitUntilItAnswers(Options, _process);
        Stop();
    }

    private static string Properties(int port, int controllerPort, string folder) =>
        string.Create(CultureInfo.InvariantCulture, $"""
        process.roles=broker,controller
        node.id=1
        controller.quorum.bootstrap.servers=127.0.0.1:{controllerPort}
        listeners=PLAINTEXT://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controllerPort}
        advertised.listeners=PLAINTEXT://127.0.0.1:{port}
        controller.listener.names=CONTROLLER
        log.dirs={folder}/data
        num.partitions=4
        offsets.topic.replication.factor=1
        offsets.topic.num.partitions=4
        transaction.state.log.replication.factor=1
        transaction.state.log.min.isr=1
        transaction.state.log.num.partitions=4
        share.coordinator.state.topic.replication.factor=1
        share.coordinator.state.topic.min.isr=1
        group.initial.rebalance.delay.ms=0
        auto.create.topics.enable=false
        """);
}
