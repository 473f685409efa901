using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Adapters.Kafka.Metadata;

/// <summary>What a broker that is not Kafka's own leaves out. Not a setting: what embeds such a broker sets
/// it.</summary>
internal sealed record BrokerQuirks
{
    public static BrokerQuirks None { get; } = new();

    /// <summary>It does not say who is in a group, and nobody shares it: who looks back is alone.</summary>
    public bool HidesMembers { get; init; }

    /// <summary>It finds no offset of a time: the records' own timestamps decide.</summary>
    public bool HidesTimes { get; init; }

    /// <summary>It forgets the offsets of a look-back's transactions: is given each that was committed.</summary>
    public Action<KafkaOptions, OutboundBatch> Committed { get; init; } = static (_, _) => { };
}
