using System.Collections.Immutable;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Pipeline.Policy;

/// <summary>What was decided of one upload. Closed: a <c>switch</c> names all four, then throws.</summary>
public abstract record Verdict
{
    private Verdict(PolicyAction action, string reason) => (Action, Reason) = (action, reason);

    public PolicyAction Action { get; }

    /// <summary>Code of what decided, with a detail after a colon where there is one.</summary>
    public string Reason { get; }

    public abstract VerdictKind Kind { get; }

    /// <summary>At least one entry matches.</summary>
    /// <param name="Matches">The strictest action first, then the nearest; never empty.</param>
    public sealed record Match(PolicyAction Action, string Reason, ImmutableArray<JudgedMatch> Matches)
        : Verdict(Action, Reason)
    {
        public override VerdictKind Kind => VerdictKind.Match;
    }

    /// <summary>Looked at in full against a loaded set: nothing known.</summary>
    public sealed record NoMatch : Verdict
    {
        internal NoMatch(PolicyAction action, string reason)
            : base(action, reason)
        {
        }

        public override VerdictKind Kind => VerdictKind.NoMatch;
    }

    /// <summary>Could not be looked at in full.</summary>
    public sealed record Unscannable(PolicyAction Action, UnscannableReason Cause) : Verdict(Action, Cause.ToString())
    {
        public override VerdictKind Kind => VerdictKind.Unscannable;
    }

    /// <summary>Policy says not to scan.</summary>
    public sealed record NotScanned(string Reason) : Verdict(PolicyAction.Allow, Reason)
    {
        public override VerdictKind Kind => VerdictKind.NotScanned;
    }
}

/// <summary>A match and what its bank's policy makes of it.</summary>
/// <param name="Bank">The policy that judged it.</param>
/// <param name="Softened">Why the action is milder than the bank's, or null.</param>
public sealed record JudgedMatch(KnownMatch Match, BankPolicy Bank, PolicyAction Action, Softening? Softened);
