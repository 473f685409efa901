using ScanWorker.Adapters.Kafka;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>
/// A real broker that one test after the other has to itself: without topics when it is lent, and with a group of
/// workers that nobody was in.
/// </summary>
internal sealed class LentBroker : IBroker
{
    private static int _loans;

    private readonly RealBroker _broker = BrokerPool.Take();
    private readonly string _group = $"scanworker-{Interlocked.Increment(ref _loans)}";

    public KafkaOptions Options => new()
    {
        BootstrapServers = _broker.Options.BootstrapServers,
        GroupId = _group,
    };

    public void CreateTopics() => _broker.CreateTopics();

    public void Dispose() => BrokerPool.Return(_broker);
}
