using System.ComponentModel;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Policies;

/// <summary>The policy file: what maps matches and obstacles to actions.</summary>
public sealed record PolicySettings
{
    [Description("Policy by bank name.")]
    public IReadOnlyDictionary<string, BankPolicy> Banks { get; set; } = new Dictionary<string, BankPolicy>();

    [Description("Policy of banks that banks does not name.")]
    public BankPolicy DefaultBank { get; set; } = new();

    [Description(
        "Action by unscannable reason code. Defaults: observe for low-quality and too-small, review for all others.")]
    public IReadOnlyDictionary<UnscannableCode, PolicyAction> Unscannable { get; set; } =
        new Dictionary<UnscannableCode, PolicyAction>();

    [Description(
        "Action for an unscannable reason that is named neither in unscannable nor by default. Default review.")]
    public PolicyAction UnscannableOther { get; set; } = PolicyAction.Review;

    [Description("Action when an MD5 or SHA-1 is equal but the entry's SHA-256 differs. Default review.")]
    public PolicyAction DigestCollision { get; set; } = PolicyAction.Review;

    [Description("Scan scope; the first rule that fits decides, and an upload that none fits is scanned.")]
    public IReadOnlyList<ScopeRule> Scope { get; set; } = [];

    [Description("Quarantine of entries that match too much.")]
    public FloodGuardPolicy FloodGuard { get; set; } = new();
}
