using System.ComponentModel.DataAnnotations;

namespace ScanWorker.Pipeline.Control;

/// <summary>How often the worker proves itself.</summary>
public sealed class CanaryOptions
{
    public const string Section = "Canary";

    /// <summary>Between two runs, beside those after a change of hash set or policy. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>One run, its wait for memory included; longer counts as broken. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(20);
}
