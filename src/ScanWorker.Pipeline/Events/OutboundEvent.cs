namespace ScanWorker.Pipeline.Events;

/// <summary>One record to be written, with its upload's offset, in one transaction.</summary>
/// <param name="Topic">Which of our topics.</param>
/// <param name="Key">The upload's key.</param>
public sealed record OutboundEvent(OutboundTopic Topic, byte[]? Key, byte[]? Value, IReadOnlyList<RecordHeader> Headers)
{
    /// <summary>Null on all but the first event of a record.</summary>
    public EventOrigin? Origin { get; init; }

    public long SizeBytes => (Key?.Length ?? 0) + (Value?.Length ?? 0)
        + Headers.Sum(header => header.Name.Length + (header.Value?.Length ?? 0L));

    public override string ToString() => $"event for {Topic}";
}
