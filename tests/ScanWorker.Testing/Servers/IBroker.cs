using ScanWorker.Adapters.Kafka;

namespace ScanWorker.Testing.Servers;

/// <summary>A Kafka broker that a test owns.</summary>
internal interface IBroker : IDisposable
{
    /// <summary>How to reach it; no group, default topic names.</summary>
    KafkaOptions Options { get; }

    /// <summary>Makes the worker's topics, with 4 partitions each.</summary>
    void CreateTopics();
}
