using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Canary;

/// <summary>
/// Whether what came of a canary picture is what must come of it, and if not, which step is broken. Pure.
/// </summary>
internal static class CanaryJudge
{
    public static CanaryProblem? ProblemOf(CanaryPicture picture, ScanResult result) =>
        result.Findings is not { } findings
            ? Broken(CanaryStep.Fetch, picture, $"gave no bytes ({result.Verdict.Reason})")
        : picture.Expected == CanaryKind.Exact ? ProblemOfExact(picture, result, findings)
        : findings.Obstacle is { } obstacle ? Broken(
            StepOf(obstacle.Code), picture, $"could not be looked at ({obstacle})")
        : picture.Expected == CanaryKind.Near ? ProblemOfNear(picture, result, findings)
        : ProblemOfUnrelated(picture, result, findings);

    private static CanaryProblem? ProblemOfExact(CanaryPicture picture, ScanResult result, ContentFindings findings) =>
        !findings.Matches.Any(match => IsOurs(match, CanaryEntries.ExactEntry) && match.Kind == MatchKind.Exact)
            ? Broken(CanaryStep.Index, picture, "is listed by its digest and was not found")
        : !IsBlocked(result.Verdict, CanaryEntries.ExactEntry) ? Broken(
            CanaryStep.Policy, picture, "was found and is not blocked")
        : null;

    private static CanaryProblem? ProblemOfNear(CanaryPicture picture, ScanResult result, ContentFindings findings)
    {
        if (findings.Perceptual.IsEmpty)
        {
            return Broken(CanaryStep.Hash, picture, "has no perceptual hash");
        }

        var distance = findings.Perceptual.Min(hash => hash.Hash.DistanceTo(CanaryEntries.Known));
        if (Math.Abs(distance - picture.DistanceBits) > picture.ToleranceBits)
        {
            return Broken(
                CanaryStep.Hash, picture,
                $"has a hash {distance} bits from the known one instead of {picture.DistanceBits}");
        }

        var found = findings.Matches.FirstOrDefault(match => IsOurs(match, CanaryEntries.NearEntry));
        return found is null ? Broken(CanaryStep.Index, picture, $"is {distance} bits from an entry and was not found")
            : found.Distance != distance
                ? Broken(
                    CanaryStep.Index, picture, $"was found at {found.Distance} bits and is {distance} from the entry")
            : !IsBlocked(result.Verdict, CanaryEntries.NearEntry) ? Broken(
                CanaryStep.Policy, picture, "was found and is not blocked")
            : null;
    }

    private static CanaryProblem? ProblemOfUnrelated(
        CanaryPicture picture, ScanResult result, ContentFindings findings) =>
        findings.Matches.Any(match => match.Bank == CanaryEntries.Bank)
            ? Broken(CanaryStep.Index, picture, "is unrelated to every canary entry and matched one")
        : findings.Matches.IsEmpty && result.Verdict is not Verdict.NoMatch
            ? Broken(CanaryStep.Policy, picture, $"matched nothing and got the verdict {result.Verdict.Kind}")
        : null;

    private static bool IsOurs(KnownMatch match, string entry) =>
        match.Bank == CanaryEntries.Bank && match.EntryId == entry;

    private static bool IsBlocked(Verdict verdict, string entry) =>
        verdict is Verdict.Match { Action: PolicyAction.Block } match
        && match.Matches.Any(judged => IsOurs(judged.Match, entry) && judged.Action == PolicyAction.Block);

    private static CanaryStep StepOf(UnscannableCode code) => UnscannableCodes.Of(code).Stage switch
    {
        UnscannableStage.Hash => CanaryStep.Hash,
        UnscannableStage.Search => CanaryStep.Index,
        UnscannableStage.Line => CanaryStep.Line,
        _ => CanaryStep.Decode,
    };

    private static CanaryProblem Broken(CanaryStep step, CanaryPicture picture, string what) =>
        new(step, $"The canary picture '{picture.Name}' {what}.");
}
