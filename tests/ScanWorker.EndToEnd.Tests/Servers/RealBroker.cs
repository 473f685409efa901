using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ScanWorker.Adapters.Kafka;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>A real Apache Kafka broker (KRaft), its own process on loopback, from the jars of <c>KAFKA_HOME</c>.</summary>
internal sealed class RealBroker : IBroker
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-kafka-");
    private readonly string _home;
    private readonly int _port = FreePorts.Next();
    private OwnedProcess? _process;

    public RealBroker(string home)
    {
        _home = home;
        var properties = Path.Combine(_folder.FullName, "server.properties");
        File.WriteAllText(properties, Properties(_port, FreePorts.Next(), _folder.FullName));
        using var format = OwnedProcess.Start("java",
            ["-cp", Jars, "kafka.tools.StorageTool", "format", "--standalone", "-t", "MkU3OEVBNTcwNTJENDM2Qg", "-c", properties]);
        Assert.That(format.WaitForExit(TimeSpan.FromSeconds(60)), Is.Zero, format.Output);
        Start();
    }

    public KafkaOptions Options => new() { BootstrapServers = $"127.0.0.1:{_port}" };

    private string Jars => Path.Combine(_home, "libs", "*");

    public void Start()
    {
        _process = OwnedProcess.Start("java",
            ["-Xmx512m", "-cp", Jars, "kafka.Kafka", Path.Combine(_folder.FullName, "server.properties")]);
        Poll.Until(() => _process.HasExited || Answers(), TimeSpan.FromSeconds(60), () => $"The broker does not come up:\n{_process.Output}");
        Assert.That(_process.HasExited, Is.False, _process.Output);
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

    public void CreateTopics()
    {
        using var admin = Admin();
        admin.CreateTopicsAsync(Options.Topics.All.Select(topic => new TopicSpecification { Name = topic, NumPartitions = 4, ReplicationFactor = 1 }))
            .GetAwaiter().GetResult();
    }

    public void Dispose()
    {
        _process?.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string Properties(int port, int controllerPort, string folder) => string.Create(CultureInfo.InvariantCulture, $"""
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

    private bool Answers()
    {
        try
        {
            using var admin = Admin();
            return admin.GetMetadata(TimeSpan.FromSeconds(1)).Brokers.Count == 1;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private IAdminClient Admin() => new AdminClientBuilder(new AdminClientConfig { BootstrapServers = Options.BootstrapServers })
        .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
}
