using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>The ways a picture is broken, as reasons name them.</summary>
internal static class Damage
{
    /// <summary>The content ends before the picture does.</summary>
    public static readonly UnscannableReason Truncated = new(UnscannableCode.Corrupt, "truncated");

    /// <summary>A part contradicts the format or another part.</summary>
    public static readonly UnscannableReason Malformed = new(UnscannableCode.Corrupt, "malformed");

    /// <summary>A checksum is wrong.</summary>
    public static readonly UnscannableReason Checksum = new(UnscannableCode.Corrupt, "checksum");

    /// <summary>The decoder gave up on the pixels.</summary>
    public static readonly UnscannableReason Undecodable = new(UnscannableCode.Corrupt, "undecodable");
}
