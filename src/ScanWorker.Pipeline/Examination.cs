using System.Collections.Immutable;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Pipeline;

/// <summary>All hashes of one content, without any look-up.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="Digests">Of all its bytes.</param>
public sealed record Examination(long Length, ContentDigests Digests)
{
    /// <summary>Null when the pixels could not be had.</summary>
    public ImageFacts? Image { get; init; }

    /// <summary>By frame, and by transform within a frame.</summary>
    public ImmutableArray<PerceptualHash> Perceptual { get; init; } = [];

    /// <summary>Why the pixels could not be had, or not all of them.</summary>
    public UnscannableReason? Obstacle { get; init; }
}
