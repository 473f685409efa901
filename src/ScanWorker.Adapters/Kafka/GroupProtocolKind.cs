namespace ScanWorker.Adapters.Kafka;

/// <summary>How the group agrees on who reads what.</summary>
public enum GroupProtocolKind
{
    /// <summary>The classic protocol, with the cooperative-sticky assignor.</summary>
    Classic,

    /// <summary>The consumer protocol of Kafka 4 (KIP-848).</summary>
    Consumer,
}
