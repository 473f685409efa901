using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ScanWorker.Replay.Lookback;

/// <summary>Looking back at past uploads after each publish, by the worker itself.</summary>
public sealed class LookbackOptions
{
    public const string Section = "Lookback";

    /// <summary>Look back after each publish. Default false.</summary>
    public bool Enabled { get; set; }

    /// <summary>How far. What the topic of verdicts no longer holds cannot be looked at. Default 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Since { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Events a second at most, of all workers together, so that a large list does not flood who acts on them. Default
    /// 100.
    /// </summary>
    [Range(1, 1_000_000)]
    public int EventsPerSecondMax { get; set; } = 100;

    /// <summary>
    /// Threads that read the topic and look, each some of its partitions. More are done sooner, and take more of the
    /// processors from new uploads meanwhile. Default 1.
    /// </summary>
    [Range(1, 64)]
    public int Lanes { get; set; } = 1;

    /// <summary>
    /// How often a worker looks for a version to look back from. Default 5 s.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "01:00:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Generated from the attributes of <see cref="LookbackOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class LookbackOptionsValidator : IValidateOptions<LookbackOptions>;
