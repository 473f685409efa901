using System.Globalization;

namespace ScanWorker.Pipeline.Events;

/// <summary>CloudEvents 1.0 in Kafka's binary mode.</summary>
internal static class CloudEventHeaders
{
    private static readonly RecordHeader SpecVersion = RecordHeader.Of("ce_specversion", "1.0");
    private static readonly RecordHeader ContentType = RecordHeader.Of("content-type", "application/json");

    /// <param name="position">Of the upload event; with <paramref name="type"/> it makes the id, so that a retry
    /// repeats it.</param>
    /// <param name="type">CloudEvents type of the event.</param>
    /// <param name="source">CloudEvents source: this worker's group.</param>
    /// <param name="subject">The upload id.</param>
    /// <param name="time">When the verdict was reached.</param>
    /// <param name="context">Its trace context goes on.</param>
    public static IReadOnlyList<RecordHeader> Of(
        RecordPosition position, string type, string source, string subject, DateTimeOffset time,
        EventContext context) =>
        Of(IdOf(position, type), type, source, subject, time, context);

    /// <summary>As the other, with an id of the caller's making.</summary>
    public static IReadOnlyList<RecordHeader> Of(
        string id, string type, string source, string subject, DateTimeOffset time, EventContext context)
    {
        var headers = new List<RecordHeader>(9)
        {
            SpecVersion,
            RecordHeader.Of("ce_id", id),
            RecordHeader.Of("ce_source", source),
            RecordHeader.Of("ce_type", type),
            RecordHeader.Of("ce_subject", Uri.EscapeDataString(subject)),
            RecordHeader.Of("ce_time", time.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture)),
            ContentType,
        };
        if (context.TraceParent is { } traceParent)
        {
            headers.Add(RecordHeader.Of("traceparent", traceParent));
        }

        if (context.TraceState is { } traceState)
        {
            headers.Add(RecordHeader.Of("tracestate", traceState));
        }

        return headers;
    }

    /// <summary>Deterministic: topic, partition, offset and type of the event.</summary>
    public static string IdOf(RecordPosition position, string type) => $"{OriginOf(position)}/{type}";

    /// <summary>With what the ids of all events of one upload begin.</summary>
    public static string OriginOf(RecordPosition position) =>
        string.Create(CultureInfo.InvariantCulture,
            $"{position.TopicPartition.Topic}/{position.TopicPartition.Partition}/{position.Offset}");
}
