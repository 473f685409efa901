using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Loop;

/// <summary>
/// Makes events small enough for a broker that refused them, so that one large upload cannot stop its partition.
/// </summary>
internal static class OversizeEvents
{
    /// <summary>Present in an event from which something was left out.</summary>
    public const string Header = "scanworker-shrunk";

    /// <exception cref="InvalidOperationException">They have been shrunk before: the broker's limit is below any
    /// event.</exception>
    public static IReadOnlyList<OutboundEvent> Shrink(IReadOnlyList<OutboundEvent> events)
    {
        if (events.Any(outbound => outbound.Headers.Any(header => header.Name == Header)))
        {
            throw new InvalidOperationException(
                "The broker refuses even a shrunk event as too large: raise max.message.bytes of the output topics.");
        }

        return [.. events.Select(Shrink)];
    }

    private static OutboundEvent Shrink(OutboundEvent outbound) => outbound.Topic switch
    {
        OutboundTopic.DeadLetters => ShrinkDeadLetter(outbound),
        OutboundTopic.Verdicts => Rewrite(outbound, EventJson.Default.VerdictEvent, verdict => verdict with
        {
            Perceptual = [.. verdict.Perceptual.Take(8)],
            Matches = [.. verdict.Matches.Take(8)],
            Upload = verdict.Upload is null ? null : verdict.Upload with { Attributes = null },
        }),
        OutboundTopic.Blocks =>
            Rewrite(outbound, EventJson.Default.BlockEvent, block => block with { Attributes = null }),
        OutboundTopic.Reports => Rewrite(outbound, EventJson.Default.ReportEvent, report => report with
        {
            Perceptual = [.. report.Perceptual.Take(8)],
            Matches = [.. report.Matches.Take(8)],
            Attributes = null,
        }),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    // The value does not fit; its length and digest say which it was, and its position (in the other headers) where it
    // is.
    private static OutboundEvent ShrinkDeadLetter(OutboundEvent outbound) => outbound with
    {
        Value = null,
        Headers =
        [
            .. outbound.Headers.Where(header => (header.Value?.Length ?? 0) <= 1024),
            RecordHeader.Of(Header, "value"),
            RecordHeader.Of(
                "scanworker-error-value-length", (outbound.Value?.Length ?? 0).ToString(CultureInfo.InvariantCulture)),
            RecordHeader.Of(
                "scanworker-error-value-sha256", Convert.ToHexStringLower(SHA256.HashData(outbound.Value ?? []))),
        ],
    };

    private static OutboundEvent Rewrite<T>(
        OutboundEvent outbound, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, Func<T, T> change)
        where T : class
    {
        var value = JsonSerializer.Deserialize(outbound.Value, type)
            ?? throw new JsonException("Our own event is null.");
        return outbound with
        {
            Value = JsonSerializer.SerializeToUtf8Bytes(change(value), type),
            Headers = [.. outbound.Headers, RecordHeader.Of(Header, "attributes, and hashes and matches beyond eight")],
        };
    }
}
