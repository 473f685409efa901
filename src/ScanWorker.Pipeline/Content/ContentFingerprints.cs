using System.Collections.Immutable;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Pipeline.Content;

/// <summary>What a look inside one content gave. There may be hashes and a reason: what was seen before a decoder
/// gave up is searched as well, for half of a known picture is known.</summary>
public sealed record ContentFingerprints
{
    /// <summary>What was decoded; null where nothing was, or not to its end.</summary>
    public DecodedPicture? Picture { get; init; }

    /// <summary>By frame, and by transform within a frame. A frame that hashes like an earlier one is left
    /// out.</summary>
    public ImmutableArray<PerceptualHash> Hashes { get; init; } = [];

    /// <summary>Quality of the worst frame, 0 to 100; 100 while there is none. Of a video, whose plain frames are
    /// passed over as vPDQ does, that of the best.</summary>
    public int QualityMin { get; init; } = 100;

    /// <summary>Quality of the best frame, 0 to 100.</summary>
    public int QualityMax { get; init; }

    /// <summary>Some frame is not opaque throughout: what is seen of it depends on what lies behind.</summary>
    public bool HasTransparency { get; init; }

    /// <summary>Why the look is missing or incomplete; null when it is complete.</summary>
    public UnscannableReason? Reason { get; init; }

    /// <summary>The part of the time that went into hashing.</summary>
    public TimeSpan Hashing { get; init; }

    public static implicit operator ContentFingerprints(UnscannableReason reason) => new() { Reason = reason };

    public static implicit operator ContentFingerprints(UnscannableCode code) => new() { Reason = code };

    public override string ToString() => "content fingerprints";
}
