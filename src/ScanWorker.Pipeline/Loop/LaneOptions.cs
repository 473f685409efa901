using System.ComponentModel.DataAnnotations;

namespace ScanWorker.Pipeline.Loop;

/// <summary>How many lanes scan.</summary>
public sealed class LaneOptions
{
    /// <summary>Configuration key of the one number; it stands at the root.</summary>
    public const string Key = "Lanes";

    /// <summary>Dedicated scanning threads. Default: as many as there are cores.</summary>
    [Range(1, 1024)]
    public int Count { get; set; } = Environment.ProcessorCount;
}
