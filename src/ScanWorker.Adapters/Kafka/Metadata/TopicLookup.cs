using System.Collections.Immutable;
using Confluent.Kafka;

namespace ScanWorker.Adapters.Kafka.Metadata;

/// <summary>Asks which partitions a topic has. Blocks its caller for ten seconds at most beyond the client's own
/// patience.</summary>
/// <remarks>
/// A topic of which the broker says nothing for the moment is not one without partitions: whoever took it for that
/// would read nothing and call it all.
/// </remarks>
internal static class TopicLookup
{
    /// <param name="client">Its answer holds no topics beside the one that is asked for.</param>
    /// <param name="topic">Must exist.</param>
    /// <param name="patience">For each answer.</param>
    /// <returns>In ascending order.</returns>
    /// <exception cref="KafkaException">There is no such topic, none that may be seen, or no broker that
    /// answers.</exception>
    public static ImmutableArray<int> PartitionsOf(IAdminClient client, string topic, TimeSpan patience) =>
        LeaderRetry.Default.Ask(() => NumbersIn(Ask(client, topic, patience), mayBeMissing: false));

    /// <inheritdoc cref="PartitionsOf"/>
    /// <returns>None when there is no such topic, or none that may be seen.</returns>
    /// <exception cref="KafkaException">The broker does not answer.</exception>
    public static ImmutableArray<int> PartitionsIfAny(IAdminClient client, string topic, TimeSpan patience) =>
        LeaderRetry.Default.Ask(() => NumbersIn(Ask(client, topic, patience), mayBeMissing: true));

    /// <summary>What an answer says; apart from asking, for tests.</summary>
    internal static ImmutableArray<int> NumbersIn(TopicMetadata answer, bool mayBeMissing) => answer.Error switch
    {
        { IsError: false } => [.. answer.Partitions.Select(partition => partition.PartitionId).Order()],
        { Code: ErrorCode.UnknownTopicOrPart or ErrorCode.TopicAuthorizationFailed } when mayBeMissing => [],
        var error => throw new KafkaException(error),
    };

    private static TopicMetadata Ask(IAdminClient client, string topic, TimeSpan patience) =>
        client.GetMetadata(topic, patience).Topics.Single();
}
