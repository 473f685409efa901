using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ScanWorker.Replay.Rescans;

/// <summary>Trying uploads again, by the worker itself, that could not be looked at for a cause that may have
/// passed.</summary>
public sealed class RescanOptions
{
    public const string Section = "Rescan";

    /// <summary>
    /// Try again what was <c>fetch-timeout</c>, <c>fetch-failed</c>, <c>decode-timeout</c> or <c>internal-error</c>.
    /// The worker reads <c>scan.verdicts</c> for it, and its upload events once more. Default false.
    /// </summary>
    public bool Enabled { get; set; }

    /// <summary>How long after its verdict an upload is tried again; each further time after twice as long. Default 5
    /// minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan After { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often an upload is tried again at most. Default 3.</summary>
    [Range(1, 20)]
    public int TimesMax { get; set; } = 3;

    /// <summary>
    /// Uploads that were judged longer ago are left alone. What <c>uploads</c> no longer holds cannot be tried. Default
    /// 1 day.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Since { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Uploads that are tried in one turn at most; the next turn goes on. Default 200.</summary>
    [Range(1, 100_000)]
    public int UploadsMax { get; set; } = 200;

    /// <summary>
    /// Between the end of a turn and the next. Of several workers one has its turn at a time. Default 1 minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "1.00:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Generated from the attributes of <see cref="RescanOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class RescanOptionsValidator : IValidateOptions<RescanOptions>;
