using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>One perceptual hash.</summary>
public sealed record PerceptualData
{
    [Description("pdq.")]
    public required string Algorithm { get; init; }

    [Description("64 hexadecimal digits.")]
    public required string Hash { get; init; }

    [Description("0 to 100.")]
    public required int Quality { get; init; }

    [Description("Position of the frame, from 0.")]
    public required int Frame { get; init; }

    [Description("original, or the dihedral transform that was hashed.")]
    public required string Transform { get; init; }
}
