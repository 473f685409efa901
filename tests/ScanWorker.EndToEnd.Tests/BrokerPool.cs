using System.Collections.Concurrent;
using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>Real brokers that no test has at the moment. Thread-safe.</summary>
/// <remarks>To start one takes four seconds of a processor, a third of what an ordinary test takes.</remarks>
[SetUpFixture]
internal sealed class BrokerPool
{
    private static readonly ConcurrentBag<RealBroker> Free = [];

    // Also those that a test has not given back, as one that fails at its beginning may not.
    private static readonly ConcurrentDictionary<RealBroker, bool> Running = [];

    public static RealBroker Take() => Free.TryTake(out var broker) ? broker : Start();

    /// <summary>Takes it back, unless a worker that was killed has left it something to end.</summary>
    public static void Return(RealBroker broker)
    {
        if (BrokerAdmin.HasOpenTransactions(broker.Options))
        {
            End(broker);
            return;
        }

        BrokerAdmin.DeleteTopics(broker.Options);
        Free.Add(broker);
    }

    [OneTimeTearDown]
    public void Clean()
    {
        foreach (var broker in Running.Keys)
        {
            End(broker);
        }
    }

    private static RealBroker Start()
    {
        var broker = ServerKinds.StartRealBroker();
        Running[broker] = true;
        return broker;
    }

    private static void End(RealBroker broker)
    {
        if (Running.TryRemove(broker, out _))
        {
            broker.Dispose();
        }
    }
}
