using System.Globalization;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Rescans;

/// <summary>
/// Which uploads are to be tried again, and when, as the topic of verdicts tells it. Filled record by record, in any
/// order; not thread-safe.
/// </summary>
/// <remarks>
/// The topic is all the memory there is: each attempt ends in a late verdict, whose number tells how many there were.
/// </remarks>
internal sealed class RescanPlan(RescanOptions options)
{
    /// <summary>Uploads that wait at once; while there are as many, further ones are not taken note of.</summary>
    internal const int WaitingMax = 50_000;

    private static readonly HashSet<string> Retried =
        [.. UnscannableCodes.All.Where(row => row.IsRetried).Select(row => KebabCase.Of(row.Code))];

    private readonly Dictionary<string, RescanCandidate> _waiting = new(StringComparer.Ordinal);
    private readonly SupersededVerdicts _superseded = new();

    public int Waiting => _waiting.Count;

    /// <param name="recorded">Of the topic of verdicts.</param>
    public void Note(RecordedRecord recorded)
    {
        var record = recorded.Record;
        var id = record.Header("ce_id");
        if (SupersededVerdicts.Read(id) is not (var origin, var number) || _superseded.Contains(origin, number))
        {
            return;
        }

        _superseded.Note(id);
        _ = _waiting.Remove(origin);
        if (number < options.TimesMax && _waiting.Count < WaitingMax
            && PositionOf(origin) is { } upload && MayBeRetried(record)
            && OutcomeReader.ReadVerdict(record) is { Verdict: VerdictKind.Unscannable } verdict && IsRetried(verdict))
        {
            _waiting[origin] = new RescanCandidate(record, verdict, upload);
        }
    }

    /// <returns>Uploads whose time has come, the longest judged first, as many as one turn may try.</returns>
    public IReadOnlyList<RescanCandidate> Due(DateTimeOffset now)
    {
        foreach (var (origin, _) in _waiting.Where(pair => now - FirstOf(pair.Value) > options.Since).ToList())
        {
            _ = _waiting.Remove(origin);
        }

        return [.. _waiting.Values.Where(candidate => DueAt(candidate) <= now)
            .OrderBy(candidate => candidate.Before.ScannedAt).Take(options.UploadsMax)];
    }

    /// <summary>Forgets an upload: its event is gone, or is none any more.</summary>
    public void Drop(RescanCandidate candidate) => _waiting.Remove(LateComposer.OriginOf(candidate.Record));

    private static DateTimeOffset FirstOf(RescanCandidate candidate) =>
        candidate.Before.FirstScannedAt ?? candidate.Before.ScannedAt;

    private DateTimeOffset DueAt(RescanCandidate candidate) =>
        candidate.Before.ScannedAt + (options.After * (1L << (candidate.Before.Decision ?? 0)));

    // Most verdicts are of uploads that were looked at, and those need not be parsed.
    private static bool MayBeRetried(InboundRecord record) =>
        record.Value is { } value && value.AsSpan().IndexOf("\"unscannable\""u8) >= 0;

    private static bool IsRetried(VerdictEvent verdict) => Retried.Contains(verdict.Reason.Split(':')[0]);

    private static RecordPosition? PositionOf(string origin)
    {
        var parts = origin.Split('/');
        return parts.Length == 3 && parts[0].Length > 0
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            && long.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
                ? new RecordPosition(new TopicPartition(parts[0], partition), offset)
                : null;
    }
}

/// <summary>An upload that is to be tried again.</summary>
/// <param name="Record">Of its latest verdict.</param>
/// <param name="Before">Its latest verdict.</param>
/// <param name="Upload">Where its event stands.</param>
internal sealed record RescanCandidate(InboundRecord Record, VerdictEvent Before, RecordPosition Upload)
{
    public override string ToString() => $"upload at {Upload}";
}
