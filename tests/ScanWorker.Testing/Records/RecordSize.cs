using ScanWorker.Pipeline.Events;

namespace ScanWorker.Testing.Records;

/// <summary>What a record takes in a batch of its own, by Kafka's record format 2, without compression.</summary>
internal static class RecordSize
{
    private const int BatchBytes = 61;

    // Length, attributes, two deltas, and the lengths of key and value, at their longest.
    private const int RecordBytes = 5 + 1 + 10 + 5 + 5 + 5 + 5;
    private const int HeaderBytes = 5 + 5;

    public static long Of(OutboundEvent outbound) =>
        BatchBytes + RecordBytes + (outbound.Key?.Length ?? 0) + (outbound.Value?.Length ?? 0)
        + outbound.Headers.Sum(header => HeaderBytes + header.Name.Length + (header.Value?.Length ?? 0L));
}
