using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Canary;

/// <summary>How often the worker proves itself.</summary>
internal sealed class CanaryOptions
{
    public const string Section = "Canary";

    /// <summary>Between two runs, beside those after a change of hash set or policy. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>One run, its wait for memory included; longer counts as broken. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Generated from the attributes of <see cref="CanaryOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class CanaryOptionsValidator : IValidateOptions<CanaryOptions>;
