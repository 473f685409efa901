using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Scan;

/// <summary>How videos are looked at, and animations of more frames than <c>Scan:Decode:FramesMax</c>: by ffmpeg, where
/// it is installed and content is decoded in processes of its own.</summary>
public sealed class VideoOptions
{
    public const string Section = "Scan:Video";

    /// <summary>
    /// Path of the ffmpeg program, version 5.1 or later. Where there is none, or where this is empty, videos are
    /// matched by their digests alone and are <see cref="UnscannableCode.UnsupportedFormat"/>. Default /usr/bin/ffmpeg.
    /// </summary>
    public string Ffmpeg { get; set; } = "/usr/bin/ffmpeg";

    /// <summary>
    /// Time limit for one video; past it the video is <see cref="UnscannableCode.DecodeTimeout"/>, unless what was seen
    /// by then matches. A lane is busy that long, so <c>Health:Limits:LaneWork</c> must exceed this and
    /// <c>Scan:Decode:Deadline</c> together. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:30:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How many frames of a video are looked at: one a second, and those where the scene changes. With more,
    /// and no match, it is <see cref="UnscannableCode.TooManyFrames"/>. Default 300.</summary>
    [Range(1, 10_000)]
    public int FramesMax { get; set; } = 300;

    /// <summary>
    /// Memory that ffmpeg may take for one video, in bytes, beside what it takes to start; part of
    /// <c>Scan:Decode:MemoryBytesMax</c>, which is for all lanes. A video that needs more is
    /// <see cref="UnscannableCode.DecodeMemory"/>. Default 128 MiB, enough for H.264 of 3840x2160.
    /// </summary>
    [Range(16L << 20, 1L << 40)]
    public long MemoryBytesMax { get; set; } = 128L << 20;
}

/// <summary>Generated from the attributes of <see cref="VideoOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class VideoOptionsValidator : IValidateOptions<VideoOptions>;
