using System.Diagnostics;

namespace ScanWorker.Pipeline.Events;

/// <summary>One record to be written, with its upload's offset, in one transaction.</summary>
/// <param name="Topic">Which of our topics.</param>
/// <param name="Key">The upload's key.</param>
public sealed record OutboundEvent(OutboundTopic Topic, byte[]? Key, byte[]? Value, IReadOnlyList<RecordHeader> Headers)
{
    /// <summary>Null on all but the first event of a record.</summary>
    public EventOrigin? Origin { get; init; }

    /// <summary>
    /// Where it goes, whatever its key: a late verdict stands behind the verdict that it supersedes, in the same
    /// partition. Null: by the key.
    /// </summary>
    public int? Partition { get; init; }

    /// <summary>How often something was left out because it was too large; 0 when it is whole.</summary>
    public int Cuts { get; init; }

    public long SizeBytes => (Key?.Length ?? 0) + (Value?.Length ?? 0)
        + Headers.Sum(header => header.Name.Length + (header.Value?.Length ?? 0L));

    public override string ToString() => $"event for {Topic}";
}

/// <summary>The topics that the worker writes.</summary>
public enum OutboundTopic
{
    /// <summary>One verdict an upload.</summary>
    Verdicts,

    /// <summary>Uploads to be blocked.</summary>
    Blocks,

    /// <summary>Cases to be reported or reviewed.</summary>
    Reports,

    /// <summary>Events that name no upload.</summary>
    DeadLetters,
}

/// <summary>Of which record an event is the outcome, for telemetry: on the first event of each.</summary>
/// <param name="Topic">The record's.</param>
/// <param name="RecordedAt">The record's timestamp.</param>
/// <param name="Trace">The span in which it was judged; default when there was none.</param>
public sealed record EventOrigin(string Topic, DateTimeOffset RecordedAt, ActivityContext Trace);
