using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

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
    /// One lane at one piece of work; decoding has a deadline of seconds, so a lane past this is wedged. Default 1 min.
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
