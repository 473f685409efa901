using System.ComponentModel;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Policies;

/// <summary>The policy file: what maps matches and obstacles to actions.</summary>
public sealed record PolicySettings
{
    [Description("Policy by bank name.")]
    public IReadOnlyDictionary<string, BankPolicy> Banks { get; init; } = new Dictionary<string, BankPolicy>();

    [Description("Policy of banks that banks does not name.")]
    public BankPolicy DefaultBank { get; init; } = new();

    [Description("Action by unscannable reason code. Defaults: observe for low-quality and too-small, review for all others.")]
    public IReadOnlyDictionary<UnscannableCode, PolicyAction> Unscannable { get; init; } =
        new Dictionary<UnscannableCode, PolicyAction>();

    [Description("Action for an unscannable reason that is named neither in unscannable nor by default. Default review.")]
    public PolicyAction UnscannableOther { get; init; } = PolicyAction.Review;

    [Description("Action when an MD5 or SHA-1 is equal but the entry's SHA-256 differs. Default review.")]
    public PolicyAction DigestCollision { get; init; } = PolicyAction.Review;

    [Description("Scan scope; the first rule that fits decides, and an upload that none fits is scanned.")]
    public IReadOnlyList<ScopeRule> Scope { get; init; } = [];

    [Description("Quarantine of entries that match too much.")]
    public FloodGuardPolicy FloodGuard { get; init; } = new();
}
