using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Loop;

/// <summary>How the program stops.</summary>
public sealed class ShutdownOptions
{
    public const string Section = "Host";

    /// <summary>From SIGTERM to the end: draining, the last commit and leaving the group. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Generated from the attributes of <see cref="ShutdownOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ShutdownOptionsValidator : IValidateOptions<ShutdownOptions>;
