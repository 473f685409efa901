using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.Health;

/// <summary>From when on a part of the worker counts as unwell.</summary>
internal sealed class VitalsOptions
{
    public const string Section = "Health:Limits";

    /// <summary>
    /// The poll loop must turn within it; a revocation's commit is waited for in between. Default 30 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan PollTurn { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a lane may take over one piece of work before it counts as wedged. Must exceed
    /// <c>Scan:Decode:Deadline</c> and, with an ffmpeg, <c>Scan:Video:Deadline</c> together. Default 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LaneWork { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>One transaction, before the worker is not ready. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Transaction { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// One transaction while the broker answers all the time, before the committer counts as stuck. Default 2 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Committer { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A partition whose records wait, without any of them being committed, before the worker is not ready. More than
    /// the slowest upload takes. Default 1 min.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Progress { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the broker is asked how far the group is behind. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan BrokerInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Without an answer for so long, the broker counts as away. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan BrokerSilence { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Generated from the attributes of <see cref="VitalsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class VitalsOptionsValidator : IValidateOptions<VitalsOptions>;

/// <summary>No lane that is within its deadlines counts as wedged: the worker would be restarted, and again with the
/// same upload.</summary>
internal sealed class LaneWorkValidator(IOptions<DecodeOptions> decode, IOptions<VideoOptions> video)
    : IValidateOptions<VitalsOptions>
{
    public ValidateOptionsResult Validate(string? name, VitalsOptions options)
    {
        TimeSpan longest;
        try
        {
            longest = decode.Value.Deadline + (video.Value.Ffmpeg.Length > 0 ? video.Value.Deadline : TimeSpan.Zero);
        }
        catch (OptionsValidationException)
        {
            return ValidateOptionsResult.Skip; // Told where it is.
        }

        return options.LaneWork > longest
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"{nameof(options.LaneWork)}: must be longer than {longest:c}, which Scan:Decode:Deadline and, with an "
                    + "ffmpeg, Scan:Video:Deadline give one upload.");
    }
}
