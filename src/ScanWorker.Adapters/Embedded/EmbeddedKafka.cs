using Confluent.Kafka;
using ScanWorker.Adapters.Kafka;

namespace ScanWorker.Adapters.Embedded;

/// <summary>
/// librdkafka's mock cluster: a Kafka broker inside this process, on loopback, for the demo and for tests.
/// </summary>
/// <remarks>
/// It keeps 5 MiB a partition, shows aborted and open messages to everybody, fences nobody and forgets transactional
/// offset commits. So it shows how the worker works, and proves nothing of exactly-once.
/// </remarks>
public sealed class EmbeddedKafka : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IProducer<byte[], byte[]> _cluster;
    private readonly IAdminClient _admin;

    private EmbeddedKafka(IProducer<byte[], byte[]> cluster, IAdminClient admin, string bootstrapServers)
    {
        (_cluster, _admin, BootstrapServers) = (cluster, admin, bootstrapServers);
    }

    /// <summary>host:port.</summary>
    public string BootstrapServers { get; }

    /// <summary>For whoever works with it from within this process.</summary>
    public KafkaOptions Options
    {
        get
        {
            var options = new KafkaOptions { BootstrapServers = BootstrapServers, MockBroker = true };
            MockBroker.Adapt(options);
            return options;
        }
    }

    public static EmbeddedKafka Start()
    {
        KafkaLibrary.Load();
        var config = new ProducerConfig { BootstrapServers = "127.0.0.1:1", AllowAutoCreateTopics = true };
        config.Set("test.mock.num.brokers", "1");
        var cluster = new ProducerBuilder<byte[], byte[]>(config)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        var admin = new DependentAdminClientBuilder(cluster.Handle).Build();
        var broker = admin.GetMetadata(Patience).Brokers.Single();
        return new EmbeddedKafka(cluster, admin, $"{broker.Host}:{broker.Port}");
    }

    /// <summary>
    /// Makes topics, with 4 partitions each: the mock makes them when they are asked for, and knows no admin call.
    /// </summary>
    public void CreateTopics(IEnumerable<string> topics)
    {
        foreach (var topic in topics)
        {
            _ = _admin.GetMetadata(topic, Patience);
        }
    }

    public void Dispose()
    {
        _admin.Dispose();
        _cluster.Dispose();
    }
}
