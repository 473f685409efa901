using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Backfill;

/// <summary>Which topic of uploads comes first.</summary>
/// <param name="backfill">The topic of past uploads; null when none is read.</param>
internal sealed class TopicRanks(string? backfill)
{
    /// <summary>Every topic is live.</summary>
    public static TopicRanks LiveAlone { get; } = new(null);

    /// <summary>Those that there are, the first first.</summary>
    public IReadOnlyList<UploadRank> All { get; } =
        backfill is null ? [UploadRank.Live] : [UploadRank.Live, UploadRank.Backfill];

    public UploadRank Of(string topic) => topic == backfill ? UploadRank.Backfill : UploadRank.Live;

    /// <summary>How metrics name a rank.</summary>
    public static KeyValuePair<string, object?> TagOf(UploadRank rank) => new("scanworker.rank", KebabCase.Of(rank));

    public bool IsLive(TopicPartition partition) => Of(partition.Topic) == UploadRank.Live;

    public bool IsBackfill(TopicPartition partition) => Of(partition.Topic) == UploadRank.Backfill;
}

/// <summary>Whose turn it is: a lower rank has one only while nothing of a higher one waits.</summary>
internal enum UploadRank
{
    /// <summary>Uploads that somebody waits for.</summary>
    Live,

    /// <summary>Uploads of the past.</summary>
    Backfill,
}
