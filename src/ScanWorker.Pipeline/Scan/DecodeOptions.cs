using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Scan;

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
    /// verdict says, but for <see cref="SampledFramesMax"/>. Default 64 million.
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
    /// Of an animated WebP with more frames than <see cref="FramesMax"/>: how many are looked at in all. Beyond the
    /// first they are one a second and those that differ from the last, as of a video. What four fifths of
    /// <see cref="Deadline"/> do not reach is <see cref="UnscannableCode.DecodeTimeout"/>. 0: the first alone. Default
    /// 300.
    /// </summary>
    [Range(0, 10_000)]
    public int SampledFramesMax { get; set; } = 300;

    /// <summary>
    /// How many bytes decoding takes at once, over all lanes; who needs more waits. A picture that needs more than
    /// all of it is <see cref="UnscannableCode.DecodeMemory"/>. Default 192 MiB.
    /// </summary>
    [Range(1L << 20, 1L << 40)]
    public long MemoryBytesMax { get; set; } = 192L << 20;

    /// <summary>
    /// Where content is decoded: <c>Process</c>, in a process of its own that can do nothing else and is killed at the
    /// deadline; or <c>None</c>, within the worker, where native decoders are not used and what needs them is
    /// unscannable. Default Process on Linux, which alone has such processes; else None.
    /// </summary>
    [EnumDataType(typeof(DecodeIsolation))]
    public DecodeIsolation Isolation { get; set; } =
        OperatingSystem.IsLinux() ? DecodeIsolation.Process : DecodeIsolation.None;

    /// <summary>
    /// Whether the worker refuses to start where decoder processes, or a part of the cage that holds them, cannot be
    /// had: resource limits, file rules (Landlock), system call filter (seccomp) and so on. Else it says what is
    /// missing and works without. Default no.
    /// </summary>
    public bool IsolationRequired { get; set; }
}

/// <summary>Generated from the attributes of <see cref="DecodeOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class DecodeOptionsValidator : IValidateOptions<DecodeOptions>;
