using System.Collections.Immutable;
using System.Diagnostics;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Pipeline.Policy;

/// <summary>
/// Maps what was found to what is to happen. Pure: the same findings, policy and time give the same verdict.
/// </summary>
/// <remarks>The only place that makes a <see cref="Verdict.NoMatch"/>.</remarks>
public sealed class VerdictPolicy(PolicySettings settings, string version)
{
    public PolicySettings Settings { get; } = settings;

    /// <summary>SHA-256 of the policy file.</summary>
    public string Version { get; } = version;

    public BankPolicy BankOf(string name) => Settings.Banks.GetValueOrDefault(name, Settings.DefaultBank);

    /// <summary>The name of the rule that puts an upload out of scope, or null: it is scanned.</summary>
    public Verdict.NotScanned? OutOfScope(UploadData upload)
    {
        foreach (var rule in Settings.Scope)
        {
            if (rule.Fits(upload.Surface, upload.Jurisdiction))
            {
                return rule.Scan ? null : new Verdict.NotScanned($"out-of-scope:{rule.Name}");
            }
        }

        return null;
    }

    /// <summary>An exact match that no look at the pixels could make stricter: a block of a reportable bank.</summary>
    public bool Settles(KnownMatch match, DateTimeOffset now)
    {
        var bank = BankOf(match.Bank);
        return bank.Reportable && InForce(bank, now) && !bank.Negative && InForce(match, now)
            && match.Kind == MatchKind.Exact && Judge(match, bank).Action == PolicyAction.Block;
    }

    public Verdict.Unscannable Unscannable(UnscannableReason reason) => new(ActionFor(reason.Code), reason);

    /// <param name="findings">Of one content.</param>
    /// <param name="now">Decides expiry and disabling.</param>
    /// <param name="softening">Why the flood guard lets an entry only go to review; null where it does not.</param>
    public Verdict Judge(ContentFindings findings, DateTimeOffset now, Func<KnownMatch, Softening?>? softening = null)
    {
        var inForce = findings.Matches.Where(match => InForce(match, now) && InForce(BankOf(match.Bank), now)).ToList();
        var negative = inForce.Where(match => BankOf(match.Bank).Negative).ToList();
        var standing = inForce.Where(
            match => !BankOf(match.Bank).Negative && !negative.Exists(one => Suppresses(one, match))).ToList();
        var judged = standing
            .Select(match => Judge(match, BankOf(match.Bank), softening?.Invoke(match)))
            .OrderByDescending(match => match.Action)
            .ThenBy(match => match.Match.Kind)
            .ThenBy(match => match.Match.Distance)
            .ThenBy(match => match.Match.Bank, StringComparer.Ordinal)
            .ThenBy(match => match.Match.EntryId, StringComparer.Ordinal)
            .DistinctBy(match => (match.Match.Key, match.Match.Kind, match.Match.Algorithm == VideoFrames.AlgorithmId))
            .ToImmutableArray();
        var suppressed = standing.Count < inForce.Count;
        var obstacleMet = ObstacleOf(findings);

        // A match decides before an obstacle does: a cut picture of a known digest is known. The obstacle may be
        // stricter.
        if (!judged.IsEmpty)
        {
            var first = judged[0];
            var action = obstacleMet is { } beside
                ? Stricter(first.Action, ActionFor(beside.Code))
                : first.Action;
            return new Verdict.Match(
                action, first.Match.Kind == MatchKind.Exact ? "exact-match" : "near-match", judged);
        }

        if (obstacleMet is { } obstacle)
        {
            var alarm = findings.Collisions.IsEmpty ? PolicyAction.Allow : Settings.DigestCollision;
            return new Verdict.Unscannable(Stricter(ActionFor(obstacle.Code), alarm), obstacle);
        }

        if (findings.PixelsSkipped)
        {
            throw new UnreachableException("Pixels are skipped only for a match that settles the matter.");
        }

        return findings.Collisions.IsEmpty
            ? new Verdict.NoMatch(PolicyAction.Allow, suppressed ? "negative-bank" : "nothing-known")
            : new Verdict.NoMatch(Settings.DigestCollision, "digest-collision");
    }

    /// <summary>
    /// A negative entry says of what it is near that it is known and harmless: of one look at one frame, or, by a
    /// digest, of the whole content. What a digest of another entry says stands beside it. For a match by the frames of
    /// a video, the search has left such frames out: what stands does so by others.
    /// </summary>
    private static bool Suppresses(KnownMatch negative, KnownMatch match) =>
        match.Kind == MatchKind.Near && (negative.Kind == MatchKind.Exact
            || (match.Video is null && (negative.Frame, negative.Crop, negative.Backdrop)
                == (match.Frame, match.Crop, match.Backdrop)));

    private static JudgedMatch Judge(KnownMatch match, BankPolicy bank, Softening? softening = null)
    {
        var softened = softening
            ?? (match.NegativeOpinions > 0 && match.PositiveOpinions > 0 ? Softening.Disputed
            : match.NegativeOpinions > 0 ? Softening.Denied
            : match.Kind == MatchKind.Near && match.PositiveOpinions < bank.Quorum ? Softening.Quorum
            : null);
        return softened is null || bank.Action < PolicyAction.Review
            ? new JudgedMatch(match, bank, bank.Action, null)
            : new JudgedMatch(match, bank, PolicyAction.Review, bank.Action > PolicyAction.Review ? softened : null);
    }

    /// <summary>Of two obstacles that whose action is stricter; of equal ones that of the look at the pixels.</summary>
    private UnscannableReason? ObstacleOf(ContentFindings findings) =>
        (findings.Obstacle, findings.SearchObstacle) is ({ } looking, { } searching)
            ? ActionFor(searching.Code) > ActionFor(looking.Code) ? searching : looking
            : findings.Obstacle ?? findings.SearchObstacle;

    internal static bool InForce(BankPolicy bank, DateTimeOffset now) =>
        bank.Enabled && (bank.Expires is null || bank.Expires > now);

    private static bool InForce(KnownMatch match, DateTimeOffset now) =>
        match.Enabled && (match.DisabledUntil is null || match.DisabledUntil <= now);

    private static PolicyAction Stricter(PolicyAction left, PolicyAction right) => left > right ? left : right;

    private PolicyAction ActionFor(UnscannableCode code) =>
        Settings.Unscannable.TryGetValue(code, out var action)
            ? action
            : UnscannableCodes.Of(code).DefaultAction ?? Settings.UnscannableOther;
}
