using System.Text.Json;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Replay.Diff;

/// <summary>Finds outcomes among the records of our output topics. Pure.</summary>
public static class OutcomeReader
{
    private const string ErrorPrefix = "scanworker-error-";

    /// <returns>
    /// Null for what is no outcome of scanning: a block, a report, a late verdict, which supersedes an earlier one,
    /// anything else.
    /// </returns>
    public static UploadOutcome? Read(InboundRecord record) =>
        DeadLetterOf(record) ?? (ReadVerdict(record) is { } verdict ? Of(record, verdict) : null);

    /// <param name="record">That holds it.</param>
    /// <param name="verdict">What it holds.</param>
    /// <returns>As <see cref="Read(InboundRecord)"/>.</returns>
    internal static UploadOutcome? Of(InboundRecord record, VerdictEvent verdict) =>
        DeadLetterOf(record) ?? (verdict.Decision is null ? Of(verdict, record.Header("ce_id")) : null);

    /// <returns>The verdict that the record holds; null when it holds none.</returns>
    public static VerdictEvent? ReadVerdict(InboundRecord record)
    {
        if (!MayBeVerdict(record))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <param name="verdict">Of an upload.</param>
    /// <param name="eventId">The verdict's CloudEvents id, which begins with the upload's position.</param>
    public static UploadOutcome Of(VerdictEvent verdict, string? eventId) => new(
        PositionOf(eventId), verdict.UploadId, KebabCase.Of(verdict.Verdict), KebabCase.Of(verdict.Action),
        verdict.Reason)
    {
        Decoder = verdict.Image?.Decoder,
        Sha256 = verdict.Digests?.Sha256,
        IsCapped = IsCapped(verdict),
        Matches = [.. verdict.Matches.Select(
            match => new MatchOutcome(match.Bank, match.EntryId, match.Algorithm, match.Distance))],
    };

    /// <summary>It lists fewer hashes or matches than there were, so whoever counts them counts too few.</summary>
    internal static bool IsCapped(VerdictEvent verdict) =>
        verdict.PerceptualCapped == true || verdict.MatchesCapped == true;

    /// <summary>Nothing speaks against its being a verdict, before its JSON is read.</summary>
    internal static bool MayBeVerdict(InboundRecord record) =>
        record.Value is { Length: > 0 } && record.Header("ce_type") is (null or EventTypes.Verdict);

    private static UploadOutcome? DeadLetterOf(InboundRecord record)
    {
        if (record.Header(ErrorPrefix + "code") is not { } code)
        {
            return null;
        }

        var at =
            $"{record.Header(ErrorPrefix + "topic")}/{record.Header(ErrorPrefix + "partition")}/{record.Header(ErrorPrefix + "offset")}";
        return new UploadOutcome(at, at, UploadOutcome.DeadLetter, "", code);
    }

    private static string? PositionOf(string? eventId) =>
        eventId is not null && eventId.EndsWith($"/{EventTypes.Verdict}", StringComparison.Ordinal)
            ? eventId[..^(EventTypes.Verdict.Length + 1)]
            : null;
}
