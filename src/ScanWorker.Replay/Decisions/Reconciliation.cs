using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Diff;
using ScanWorker.Replay.Lookback;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Replay.Decisions;

/// <summary>
/// Holds what the topics say of past uploads against what the set says now, and finds what is owed. The worker's look
/// back and the command's are both this. Thread-safe.
/// </summary>
/// <remarks>
/// Most uploads are answered by a search of the new entries alone. Any other is judged as an upload of now would be,
/// against the whole set, by its fingerprints. Only what the lists say can change an outcome: where they say the same
/// as before, a changed policy is nothing to look back for, and a bank or scope that the policy leaves out by now
/// leaves what was decided under it.
/// </remarks>
/// <param name="set">The set as it is now.</param>
/// <param name="question">What is asked.</param>
/// <param name="policy">Judges.</param>
/// <param name="softening">Says of an entry why the flood guard lets it only go to review; null where it does
/// not.</param>
/// <param name="composer">Composes the late events.</param>
/// <param name="clock">When it is decided; also decides expiry and disabling.</param>
/// <param name="planner">Plans the searches; null: as the worker does.</param>
internal sealed class Reconciliation(
    LoadedHashSet set, LookbackQuestion question, VerdictPolicy policy, Func<KnownMatch, Softening?> softening,
    LateComposer composer, TimeProvider clock, SearchPlanner? planner = null)
{
    private readonly FingerprintJudge _judge = new(set, policy, planner ?? new SearchPlanner());

    /// <summary>
    /// Answers no for most uploads, quickly. Whatever its own fields are, an upload in which nothing was known, and
    /// that is near no new entry, has the outcome that it had.
    /// </summary>
    public FingerprintScreen Screen { get; } = ScreenOf(
        set.Index, question.Added, policy, clock.GetUtcNow());

    /// <summary>Verdicts so far that could be searched by some parts of the picture only.</summary>
    public long PartsUnsearched => Screen.Parts?.Verdicts ?? 0;

    /// <summary>
    /// Filled from the topic. Before all of it is read, a finding holds only until <see cref="Stands"/> has been asked.
    /// </summary>
    public SupersededVerdicts Superseded { get; } = new();

    /// <param name="record">Of the topic of verdicts.</param>
    /// <param name="hashes">Room for the hashes of one upload.</param>
    /// <returns>Null: nothing is owed.</returns>
    public LookbackFinding? Look(RecordedRecord record, PerceptualHash[] hashes) =>
        VerdictSkim.TryRead(record.Record.Value, isEscaped: false, hashes, out var skim)
            && Screen.IsClear(in skim, hashes.AsSpan(0, skim.HashCount))
            ? null
            : OutcomeReader.ReadVerdict(record.Record) is { } verdict ? Look(record, verdict) : null;

    /// <param name="record">Of the topic of verdicts.</param>
    /// <param name="verdict">What it holds.</param>
    /// <returns>Null: nothing is owed. What a later version has decided, an earlier one does not undo.</returns>
    public LookbackFinding? Look(RecordedRecord record, VerdictEvent verdict)
    {
        Screen.Parts?.Note(verdict);
        var now = clock.GetUtcNow();
        var (origin, decision) = (LateComposer.OriginOf(record.Record), verdict.Decision ?? 0);
        if (Superseded.Contains(origin, decision) || (set.Version > 0 && verdict.HashSetVersion > set.Version)
            || IsLeftOut(verdict, now) || _judge.FindingsOf(verdict, now) is not { } findings)
        {
            return null;
        }

        if (findings.SearchObstacle is not null)
        {
            Screen.Parts?.NoteIncomplete();
        }

        // The flood guard brakes what is new: it does not take blocks back.
        var isBlocked = verdict.Action == PolicyAction.Block;
        var judged = policy.Judge(findings, now, isBlocked ? null : softening);
        var result = new ScanResult(judged, set.Version, policy.Version, now, null)
        {
            Findings = findings,
            CyberTipline = policy.Settings.CyberTipline,
        };
        var standing = UploadStanding.Of(verdict, bank => policy.BankOf(bank).Reportable);
        var judgement = Judgement.Of(result);
        var owed = standing.Last.RestsOnTheSameAs(judgement) || !question.AsksFor(standing.Last, judgement)
            || (IsPartial(verdict, findings) && IsHeld(verdict, standing.Last, judgement, now))
            ? OwedEvents.None
            : standing.Owed(judgement);
        return owed == OwedEvents.None ? null : new LookbackFinding(
            verdict.UploadId, verdict.Action, judged.Action, BanksOf(standing.Last, judgement),
            composer.Compose(record.Record, verdict, result, owed, ReasonFor(standing.Last, judgement, findings, now)))
        {
            Origin = origin,
            Superseding = decision,
        };
    }

    /// <summary>Whether it is still owed: no later verdict of the upload has been read since.</summary>
    public bool Stands(LookbackFinding finding) => !Superseded.Contains(finding.Origin, finding.Superseding);

    private static FingerprintScreen ScreenOf(
        HashIndex index, HashIndex added, VerdictPolicy policy, DateTimeOffset now)
    {
        var parts = new UnsearchedParts(new SearchPlanner().PlanFor(index, policy, now).Crops, policy.Version);
        var plan = new SearchPlanner().PlanFor(added, policy, now);
        var floor = plan.MinQualityByBank.IsEmpty ? 0 : plan.MinQualityByBank.Max();
        return new FingerprintScreen(added, plan, floor, parts);
    }

    private static System.Collections.Immutable.ImmutableArray<string> BanksOf(Judgement before, Judgement now)
    {
        var differing = now.Grounds.Concat(before.Grounds)
            .Where(ground => !(before.Says(ground) && now.Says(ground)))
            .Select(ground => ground.Entry.Bank);
        return [.. differing.Distinct(StringComparer.Ordinal)];
    }

    private bool IsLeftOut(VerdictEvent verdict, DateTimeOffset now) =>
        policy.OutOfScope(FingerprintJudge.DataOf(verdict)) is not null
        || verdict.Matches.Any(match => !VerdictPolicy.InForce(policy.BankOf(match.Bank), now));

    // What it rests on is not found again without all of its hashes, or where the search gives up.
    private static bool IsPartial(VerdictEvent verdict, ContentFindings findings) =>
        verdict.PerceptualCapped == true || findings.SearchObstacle is not null;

    // Until all is looked at, a decision is raised and never lowered, nor put on other grounds, while the lists have an
    // entry that it rests on and that was not found again; which entries those are may have been left out too.
    private bool IsHeld(VerdictEvent verdict, Judgement before, Judgement judged, DateTimeOffset now) =>
        judged.Action <= before.Action
        && (verdict.MatchesCapped == true || !before.Decisive.Any()
            || before.Decisive.Except(judged.Decisive).Any(entry => IsListed(entry, now)));

    private string ReasonFor(Judgement before, Judgement now, ContentFindings findings, DateTimeOffset at)
    {
        var lost = before.Decisive.ToList();
        return lost.Exists(entry => !IsListed(entry, at)) ? "entries-withdrawn"
            : now.Grounds.Any(ground => ground.Softened is not null && lost.Contains(ground.Entry)) ? "entries-denied"
            : findings.Matches.Any(match => policy.BankOf(match.Bank).Negative) ? "negative-bank"
            : lost.Exists(entry => findings.Matches.All(match => match.Key != entry)) ? "entries-changed"
            : "policy-changed";
    }

    private bool IsListed(EntryKey key, DateTimeOffset now) => set.Index.Find(key) is >= 0 and var ordinal
        && set.Index.GetEntry(ordinal) is { Enabled: true } entry
        && !(entry.DisabledUntil > now);
}
