using System.ComponentModel.DataAnnotations;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Stages;

/// <summary>Limits on decoding pictures.</summary>
public sealed class DecodeOptions
{
    public const string Section = "Scan:Decode";

    /// <summary>Longest decoding of one upload; then it is <see cref="UnscannableCode.DecodeTimeout"/>. The wait for
    /// memory does not count. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Most pixels, as the header declares them; more are <see cref="UnscannableCode.TooManyPixels"/>. For an
    /// animation it also bounds the pixels of all frames together: what goes beyond is not looked at, which the
    /// verdict says. Default 64 million.
    /// </summary>
    [Range(1, 500_000_000)]
    public int PixelsMax { get; set; } = 64_000_000;

    /// <summary>Longest side in pixels; a longer one is <see cref="UnscannableCode.TooManyPixels"/>. Default
    /// 20,000.</summary>
    [Range(1, 65_535)]
    public int SidePixelsMax { get; set; } = 20_000;

    /// <summary>How many frames of an animation are looked at; with more, and no match, it is
    /// <see cref="UnscannableCode.TooManyFrames"/>. Default 32.</summary>
    [Range(1, 10_000)]
    public int FramesMax { get; set; } = 32;

    /// <summary>
    /// How many bytes decoding takes at once, over all lanes; who needs more waits. A picture that needs more than
    /// all of it is <see cref="UnscannableCode.DecodeMemory"/>. Default 192 MiB.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long MemoryBytesMax { get; set; } = 192L << 20;
}
