using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Lanes;

/// <summary>How many lanes scan. Its one key stands at the root of the configuration.</summary>
public sealed class LaneOptions
{
    public const string Section = "";

    /// <summary>Dedicated scanning threads. Default: as many as there are cores.</summary>
    [Range(1, 1024)]
    public int Lanes { get; set; } = Environment.ProcessorCount;
}

/// <summary>Generated from the attributes of <see cref="LaneOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class LaneOptionsValidator : IValidateOptions<LaneOptions>;
