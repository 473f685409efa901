using System.Text;
using System.Text.Json;
using ScanWorker.Pipeline.Events;
using ScanWorker.Testing.Records;

namespace ScanWorker.Testing.Fuzzing;

/// <summary>
/// Whole records, from bytes and headers to what a broker takes: each has exactly one outcome, and none is a fault of
/// ours.
/// </summary>
internal static class RecordFuzzTarget
{
    private static readonly Lazy<RecordLine> Line = new(() => new RecordLine());

    public static FuzzTarget Records { get; } =
        new("records", RecordSeeds.All, RecordMutation.Change, bytes => IsUpload(RecordBytes.Read(bytes)));

    private static bool IsUpload((InboundRecord Record, int LimitBytes) input)
    {
        var events = Line.Value.Outcome(input.Record, input.LimitBytes);
        var outcomes = events.Count(
            outbound => outbound.Topic is OutboundTopic.Verdicts or OutboundTopic.DeadLetters);
        if (outcomes != 1 || events.Count(outbound => outbound.Origin is not null) != 1)
        {
            throw new InvalidOperationException($"{outcomes} outcomes of one record.");
        }

        foreach (var outbound in events)
        {
            Check(outbound);
        }

        return events[0].Topic == OutboundTopic.Verdicts;
    }

    private static void Check(OutboundEvent outbound)
    {
        if (outbound.Topic == OutboundTopic.DeadLetters)
        {
            var code = outbound.Headers.Last(header => header.Name == "scanworker-error-code").Value ?? [];
            if (Encoding.UTF8.GetString(code) == "internal-error")
            {
                throw new InvalidOperationException("A record that could not be read made the reader fail.");
            }

            return;
        }

        using var json = JsonDocument.Parse(outbound.Value);
        if (outbound.Topic == OutboundTopic.Verdicts
            && (json.RootElement.GetProperty("reason").GetString() ?? "").StartsWith(
                "internal-error", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("An upload made the worker fail.");
        }
    }
}
