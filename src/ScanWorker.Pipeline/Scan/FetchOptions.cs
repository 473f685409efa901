using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Scan;

/// <summary>Limits on fetching the bytes of uploads.</summary>
internal sealed class FetchOptions
{
    public const string Section = "Scan:Fetch";

    /// <summary>
    /// First try to last byte, retries included; then the upload is <see cref="UnscannableCode.FetchTimeout"/>. The
    /// wait for a permit or for memory does not count. Default 10 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a store is asked before the upload is <see cref="UnscannableCode.FetchFailed"/>. Default
    /// 4.</summary>
    [Range(1, 20)]
    public int AttemptsMax { get; set; } = 4;

    /// <summary>The pause before the second attempt, give or take a half; doubled before each further one. Default
    /// 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:10")]
    public TimeSpan FirstPause { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest pause between two attempts. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00")]
    public TimeSpan LongestPause { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Longest content in bytes; a longer one is <see cref="UnscannableCode.ContentTooLarge"/>. Default 32
    /// MiB.</summary>
    [Range(1, 1 << 30)]
    public int ContentBytesMax { get; set; } = 32 << 20;

    /// <summary>How many bytes of content are held at once, over all uploads; who needs more waits. Default 96
    /// MiB.</summary>
    [Range(1L << 20, 1L << 40)]
    public long MemoryBytesMax { get; set; } = 96L << 20;

    /// <summary>
    /// How many fetches run at once. Those of one partition from one host take at most as many as are left free, so
    /// half of them when no others fetch. Default 64.
    /// </summary>
    [Range(1, 4096)]
    public int ConcurrencyMax { get; set; } = 64;
}

/// <summary>Generated from the attributes of <see cref="FetchOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class FetchOptionsValidator : IValidateOptions<FetchOptions>;
