using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Policy;

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

    [Description("Action when an MD5 or SHA-1 is equal but the entry's SHA-256 or SHA-512 differs. Default review.")]
    public PolicyAction DigestCollision { get; set; } = PolicyAction.Review;

    [Description("Scan scope; the first rule that fits decides, and an upload that none fits is scanned.")]
    public IReadOnlyList<ScopeRule> Scope { get; set; } = [];

    [Description("What report events say in NCMEC's terms.")]
    public CyberTiplineSettings CyberTipline { get; set; } = new();

    [Description("Quarantine of entries that uploads of too many distinct uploaders match.")]
    public FloodGuardPolicy FloodGuard { get; set; } = new();
}

/// <summary>What report events say in NCMEC's terms.</summary>
public sealed record CyberTiplineSettings
{
    [Description(
        "True where the operator has signed NCMEC's agreement on industry hash sharing: only then may a report carry "
            + "industryClassification. Default false.")]
    public bool UsesIndustryClassification { get; set; }

    [Description(
        "By surface, the kind of incident that a report says: web-page, email, newsgroup, chat, online-gaming, cell-phone "
            + "or peer-to-peer. For other surfaces it says none, and whoever submits it must.")]
    public IReadOnlyDictionary<string, IncidentKind> Incidents { get; set; } = new Dictionary<string, IncidentKind>();
}

/// <summary>When one entry matches too much to be believed.</summary>
public sealed record FloodGuardPolicy
{
    [Description("False switches the guard off. Default true.")]
    public bool Enabled { get; set; } = true;

    [Description(
        "Distinct uploaders that may match one entry within the window, so that nobody can free an entry by variants of "
            + "it; where events name no uploader.espIdentifier, distinct contents. Default 1000.")]
    public int DistinctContentsMax { get; set; } = 1000;

    [Description("The window. Default 1 hour.")]
    public TimeSpan Window { get; set; } = TimeSpan.FromHours(1);
}

/// <summary>Decides whether an upload is in scope. Rules are asked in order; the first that fits decides.</summary>
public sealed record ScopeRule
{
    [Description("Named in the reason of the verdict not-scanned, in kebab-case.")]
    public required string Name { get; init; }

    [Description("Surfaces that it fits; absent: every one, and uploads that name none.")]
    public IReadOnlyList<string>? Surfaces { get; init; }

    [Description("Jurisdictions that it fits; absent: every one, and uploads that name none.")]
    public IReadOnlyList<string>? Jurisdictions { get; init; }

    [Description("Whether an upload that it fits is scanned.")]
    public required bool Scan { get; init; }

    public bool Fits(string? surface, string? jurisdiction) =>
        Holds(Surfaces, surface) && Holds(Jurisdictions, jurisdiction);

    private static bool Holds(IReadOnlyList<string>? wanted, string? value) =>
        wanted is null || (value is not null && wanted.Contains(value, StringComparer.OrdinalIgnoreCase));
}

/// <summary>The JSON of the policy file: comments and trailing commas are welcome, unknown keys are not.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true,
    WriteIndented = true,
    RespectNullableAnnotations = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(KebabCaseEnums<PolicyAction>), typeof(
        KebabCaseEnums<QueryTransforms>), typeof(KebabCaseEnums<UnscannableCode>), typeof(KebabCaseEnums<IncidentKind>),
        typeof(KebabCaseEnums<RateJumpResponse>)])]
[JsonSerializable(typeof(PolicySettings))]
public sealed partial class PolicyJson : JsonSerializerContext;
