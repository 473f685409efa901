using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Transparency;

/// <summary>
/// What a transparency report takes of one verdict. Nothing that names an upload or an uploader comes further than
/// this: the origin only tells which verdicts are of one upload.
/// </summary>
/// <param name="Origin">Of the upload: where its event lay.</param>
/// <param name="Decision">0 for its first verdict, then counting up.</param>
/// <param name="Kind">What was found.</param>
/// <param name="Action">What was to happen.</param>
/// <param name="Reason">Its code; of an upload out of scope, with the name of the rule.</param>
internal sealed record CountedVerdict(
    string Origin, int Decision, VerdictKind Kind, PolicyAction Action, string Reason)
{
    private const string Other = "other";

    private static readonly ImmutableHashSet<string> Codes =
        [.. Enum.GetValues<UnscannableCode>().Select(KebabCase.Of)];

    public required string Surface { get; init; }

    /// <summary>When the upload was judged first, which decides the period it belongs to.</summary>
    public required DateTimeOffset FirstScannedAt { get; init; }

    /// <summary>From the end of the upload to its first verdict; null of a late verdict, and where the event did not
    /// say.</summary>
    public TimeSpan? Wait { get; init; }

    /// <summary>What of that the worker took; null of a late verdict.</summary>
    public TimeSpan? Work { get; init; }

    /// <summary>Of a late verdict: what the one before said.</summary>
    public PolicyAction? Before { get; init; }

    /// <summary>An earlier verdict blocked the upload.</summary>
    public bool WasBlocked { get; init; }

    /// <summary>Of each bank the match that counts there: the strictest, then the nearest.</summary>
    public ImmutableArray<CountedMatch> Matches { get; init; } = [];

    /// <returns>Null where the record has no id, so that it cannot be told which verdicts are of one upload.</returns>
    public static CountedVerdict? Of(RecordedRecord record, VerdictEvent verdict) =>
        SupersededVerdicts.Read(record.Record.Header("ce_id")) is not var (origin, decision) ? null
        : new CountedVerdict(origin, decision, verdict.Verdict, verdict.Action, ReasonOf(verdict))
        {
            Surface = verdict.Upload?.Surface ?? "none",
            FirstScannedAt = verdict.FirstScannedAt ?? verdict.ScannedAt,
            Wait = decision == 0 ? verdict.ScannedAt - verdict.Upload?.UploadedAt : null,
            Work = decision == 0 && verdict.Timings is { } timings
                ? TimeSpan.FromMilliseconds(timings.Total) : null,
            Before = verdict.Supersedes?.Action,
            WasBlocked = verdict.BlockedAt is not null,
            Matches = [.. verdict.Matches.DistinctBy(match => match.Bank)
                .Select(CountedMatch.Of)],
        };

    // A detail after the colon tells of the file; only of what is out of scope it is a name of the policy's.
    private static string ReasonOf(VerdictEvent verdict)
    {
        var code = verdict.Reason.Split(':')[0];
        return verdict.Verdict == VerdictKind.NotScanned ? verdict.Reason : Codes.Contains(code) ? code : Other;
    }
}

/// <summary>What a transparency report takes of one match.</summary>
/// <param name="Bank">The bank's name.</param>
/// <param name="Kind">By a digest, or near.</param>
/// <param name="Distance">Bits that differ; 0 of a digest.</param>
/// <param name="Action">What it led to.</param>
internal readonly record struct CountedMatch(string Bank, MatchKind Kind, int Distance, PolicyAction Action)
{
    public static CountedMatch Of(MatchData match) => new(
        match.Bank, match.Kind, Math.Clamp(match.Distance, 0, HashAlgorithm.Pdq.SizeBits), match.Action);

    /// <summary>As the report names it.</summary>
    public string KindName => NameOf(Kind == MatchKind.Exact);

    /// <summary>As reports and tables name the kind of a match; of null nobody has said it.</summary>
    public static string NameOf(bool? isExact) => isExact switch
    {
        true => "digest",
        false => "perceptual",
        null => "unknown",
    };

    /// <summary>The class of distances that it falls into; empty of a digest.</summary>
    public string Band => Kind == MatchKind.Exact ? "" : DistanceBands.Of(Distance);
}
