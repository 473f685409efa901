using System.Collections.Concurrent;
using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>Real brokers that no test has at the moment. Thread-safe.</summary>
/// <remarks>To start one takes four seconds of a processor, a third of what an ordinary test takes.</remarks>
[SetUpFixture]
internal sealed class BrokerPool
{
    private static readonly ConcurrentBag<RealBroker> Free = [];

    public static RealBroker Take() => Free.TryTake(out var broker) ? broker : ServerKinds.StartRealBroker();

    /// <summary>Takes it back, unless a worker that was killed has left it something to end.</summary>
    public static void Return(RealBroker broker)
    {
        if (BrokerAdmin.HasOpenTransactions(broker.Options))
        {
            broker.Dispose();
            return;
        }

        BrokerAdmin.DeleteTopics(broker.Options);
        Free.Add(broker);
    }

    [OneTimeTearDown]
    public void Clean()
    {
        while (Free.TryTake(out var broker))
        {
            broker.Dispose();
        }
    }
}
