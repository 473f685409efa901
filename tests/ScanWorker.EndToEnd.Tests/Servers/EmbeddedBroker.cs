using ScanWorker.Adapters.Embedded;
using ScanWorker.Adapters.Kafka;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>librdkafka's mock, in this process.</summary>
internal sealed class EmbeddedBroker : IBroker
{
    private readonly EmbeddedKafka _kafka = EmbeddedKafka.Start();

    public KafkaOptions Options => _kafka.Options;

    public void CreateTopics() => _kafka.CreateTopics(Options.Topics.All);

    public void Dispose() => _kafka.Dispose();
}
