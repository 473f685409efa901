using System.ComponentModel;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Policy;

/// <summary>What a match in one bank leads to.</summary>
/// <remarks>Settable, because generated JSON code forgets the default of what may only be initialised.</remarks>
public sealed record BankPolicy
{
    [Description("What a match leads to: block, review, observe or allow. Default block.")]
    public PolicyAction Action { get; set; } = PolicyAction.Block;

    [Description("Whether matches are CyberTipline matter. Default true; false for intimate-image banks.")]
    public bool Reportable { get; set; } = true;

    [Description("NCMEC's incident type, for the report event of a reportable bank.")]
    public string IncidentType { get; set; } = "Child Pornography (possession, manufacture, and distribution)";

    [Description("Largest Hamming distance in bits at which a PDQ hash counts as near, 0 to 256. Default 31.")]
    public int MaxDistance { get; set; } = HashAlgorithm.Pdq.DefaultDistance;

    [Description("By which parts of a picture the bank is searched too. Default none: each costs time.")]
    public CropDistances? Crops { get; init; }

    [Description("When a video matches a vPDQ hash of the bank. Default: 80 % of the known video is in the upload.")]
    public VideoThresholds? Vpdq { get; init; }

    [Description("PDQ quality below which a picture is not searched in this bank, 0 to 100. Default 50.")]
    public int MinQuality { get; set; } = HashAlgorithm.Pdq.QualityFloor ?? 0;

    [Description("upright: the picture as it is; dihedral: its rotations and mirror images too. Default dihedral.")]
    public QueryTransforms Transforms { get; set; } = QueryTransforms.Dihedral;

    [Description(
        "Positive opinions that an entry needs for a near match to block; with fewer it goes to review. Default 0.")]
    public int Quorum { get; init; }

    [Description(
        "What follows when the share of uploads that match jumps to ten times the bank's usual one: alarm tells it; review "
            + "lets its matches go to review instead of blocking, in the whole fleet, until 'scanworker sets release BANK' "
            + "ends it. Default alarm.")]
    public RateJumpResponse OnRateJump { get; set; } = RateJumpResponse.Alarm;

    [Description(
        "True: neither a quarantine of the flood guard nor a jump of the rate lets the bank's matches go to review "
            + "instead of blocking; both are told all the same. Default false.")]
    public bool NeverSoftened { get; init; }

    [Description("False leaves the bank out. Default true.")]
    public bool Enabled { get; set; } = true;

    [Description("From then on the bank is left out.")]
    public DateTimeOffset? Expires { get; init; }

    [Description(
        "True makes it a negative bank: its matches suppress near matches of other banks and lead to nothing "
            + "themselves.")]
    public bool Negative { get; init; }

    /// <summary>When a video matches one that the bank knows by its frames.</summary>
    internal VideoThresholds Video => Vpdq ?? VideoThresholds.Default;

    /// <summary>How near a part of a picture must be; null where the bank is not searched by it.</summary>
    /// <remarks>A negative bank is searched by whatever another one is: it must see what it is to suppress.</remarks>
    internal int? DistanceOf(CropQueries query) =>
        query == CropQueries.None || Negative ? MaxDistance
        : Crops?.Of(query) is { } distance ? Math.Min(distance, MaxDistance)
        : null;
}

/// <summary>In which orientations a picture is searched.</summary>
public enum QueryTransforms
{
    /// <summary>As it is.</summary>
    Upright,

    /// <summary>All eight rotations and mirror images.</summary>
    Dihedral,
}

/// <summary>What follows when a bank matches far more than is usual.</summary>
public enum RateJumpResponse
{
    /// <summary>It is told.</summary>
    Alarm,

    /// <summary>Its matches go to review, too.</summary>
    Review,
}
