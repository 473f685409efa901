using System.Text.Json.Serialization;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Replay.Diff;

/// <summary>Compares the outcomes of a replay with earlier ones, upload by upload. Not thread-safe.</summary>
/// <remarks>
/// Uploads are paired by the position of their events, which both verdict ids carry; where one side does not know it,
/// by upload id, in order: an upload that was sent twice has two outcomes. Dead letters are compared only where the
/// earlier outcomes have some.
/// </remarks>
public sealed class OutcomeDiff
{
    private readonly List<Earlier> _all = [];
    private readonly Dictionary<string, Earlier> _byPosition = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<Earlier>> _byUpload = new(StringComparer.Ordinal);
    private bool _hasDeadLetters;

    public int EarlierCount => _all.Count;

    /// <summary>Uploads that another decoder showed.</summary>
    public DecoderChanges Decoders { get; } = new();

    /// <summary>Adds an outcome to compare with. All of them come before the first <see cref="Compare"/>.</summary>
    public void AddEarlier(UploadOutcome outcome)
    {
        var earlier = new Earlier(outcome);
        _all.Add(earlier);
        _hasDeadLetters |= outcome.IsDeadLetter;
        if (outcome.Position is { } position)
        {
            _byPosition.TryAdd(position, earlier);
        }

        if (!_byUpload.TryGetValue(outcome.UploadId, out var same))
        {
            _byUpload[outcome.UploadId] = same = new Queue<Earlier>();
        }

        same.Enqueue(earlier);
    }

    /// <returns>The differences of the upload's outcomes; none when they are the same.</returns>
    public IEnumerable<OutcomeChange> Compare(UploadOutcome now)
    {
        if (Take(now) is { } before)
        {
            var changes = Between(before, now).ToList();
            if (DecoderChanges.Between(before, now) is { } decoders)
            {
                Decoders.Add(decoders, changes.Count > 0);
                return changes.Select(change => change with { Decoders = decoders });
            }

            return changes;
        }

        return now.IsDeadLetter && !_hasDeadLetters
            ? []
            : [new OutcomeChange(now.UploadId, ChangeKind.Additional, BankOf(now), null, null, now.ToString())];
    }

    /// <summary>
    /// Earlier outcomes that no upload of the replay belongs to. Comes after the last <see cref="Compare"/>.
    /// </summary>
    public IEnumerable<OutcomeChange> Missing() => _all.Where(earlier => !earlier.IsTaken).Select(earlier =>
        new OutcomeChange(
            earlier.Outcome.UploadId, ChangeKind.Missing, BankOf(earlier.Outcome), null, earlier.Outcome.ToString(),
            null));

    /// <summary>What differs between two outcomes of one upload.</summary>
    public static IEnumerable<OutcomeChange> Between(UploadOutcome before, UploadOutcome now)
    {
        foreach (var change in BetweenMatches(before, now))
        {
            yield return change;
        }

        var bank = BankOf(now) ?? BankOf(before);
        if (before.Action != now.Action)
        {
            yield return new OutcomeChange(
                now.UploadId, ChangeKind.ChangedAction, bank, null, before.Action, now.Action);
        }

        if (before.Reason != now.Reason || before.Verdict != now.Verdict)
        {
            yield return new OutcomeChange(
                now.UploadId, ChangeKind.ChangedReason, bank, null, $"{before.Verdict} {before.Reason}",
                $"{now.Verdict} {now.Reason}");
        }
    }

    // What a list lacks that holds only a part says nothing.
    private static IEnumerable<OutcomeChange> BetweenMatches(UploadOutcome before, UploadOutcome now)
    {
        foreach (var match in now.Matches)
        {
            if (before.Matches.FirstOrDefault(earlier => AreOfOneEntry(earlier, match)) is not { } earlier)
            {
                if (!before.IsCapped)
                {
                    yield return new OutcomeChange(
                        now.UploadId, ChangeKind.NewMatch, match.Bank, match.EntryId, null, match.How);
                }
            }
            else if (earlier != match)
            {
                yield return new OutcomeChange(
                    now.UploadId, ChangeKind.ChangedDistance, match.Bank, match.EntryId, earlier.How, match.How);
            }
        }

        if (now.IsCapped)
        {
            yield break;
        }

        foreach (var match in before.Matches.Where(earlier => !now.Matches.Any(match => AreOfOneEntry(earlier, match))))
        {
            yield return new OutcomeChange(
                now.UploadId, ChangeKind.LostMatch, match.Bank, match.EntryId, match.How, null);
        }
    }

    private static bool AreOfOneEntry(MatchOutcome left, MatchOutcome right) =>
        left.Bank == right.Bank && left.EntryId == right.EntryId
            && left.IsNear == right.IsNear;

    private static string? BankOf(UploadOutcome outcome) => outcome.Matches.IsEmpty ? null : outcome.Matches[0].Bank;

    private UploadOutcome? Take(UploadOutcome now)
    {
        if (now.Position is { } position && _byPosition.TryGetValue(position, out var at) && !at.IsTaken)
        {
            at.IsTaken = true;
            return at.Outcome;
        }

        if (!_byUpload.TryGetValue(now.UploadId, out var same))
        {
            return null;
        }

        while (same.TryDequeue(out var next))
        {
            // Two known positions that differ are two events, though of one upload.
            if (!next.IsTaken && (now.Position is null || next.Outcome.Position is null))
            {
                next.IsTaken = true;
                return next.Outcome;
            }
        }

        return null;
    }

    private sealed class Earlier(UploadOutcome outcome)
    {
        public UploadOutcome Outcome { get; } = outcome;

        public bool IsTaken { get; set; }
    }
}

/// <summary>One difference of one upload's outcomes.</summary>
/// <param name="UploadId">Whose.</param>
/// <param name="Kind">What differs.</param>
/// <param name="Bank">Of the match; of the upload's first match where the upload as a whole changed; null where none
/// matches.</param>
/// <param name="EntryId">Of the match; null where the upload as a whole changed.</param>
/// <param name="Before">What it was; null where there was nothing.</param>
/// <param name="After">What it is; null where there is nothing.</param>
public sealed record OutcomeChange(
    string UploadId, ChangeKind Kind, string? Bank, string? EntryId, string? Before, string? After)
{
    /// <summary>From which decoder to which, where another one showed the upload: that may be why.</summary>
    public string? Decoders { get; init; }
}

/// <summary>How two outcomes of one upload differ.</summary>
public enum ChangeKind
{
    /// <summary>An entry matches that did not.</summary>
    NewMatch,

    /// <summary>An entry no longer matches.</summary>
    LostMatch,

    /// <summary>An entry matches at another distance, or by another hash.</summary>
    ChangedDistance,

    /// <summary>The upload's action is another one.</summary>
    ChangedAction,

    /// <summary>The upload's verdict or reason is another one.</summary>
    ChangedReason,

    /// <summary>The upload has no outcome any more.</summary>
    Missing,

    /// <summary>The upload had no outcome before.</summary>
    Additional,
}

/// <summary>Differences as NDJSON; generated at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KebabCaseEnums<ChangeKind>)])]
[JsonSerializable(typeof(OutcomeChange))]
public sealed partial class DiffJson : JsonSerializerContext;
