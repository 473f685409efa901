using System.Collections.Immutable;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Findings;

/// <summary>What was found of one content, before any policy speaks.</summary>
/// <param name="HashSetVersion">The version that was searched.</param>
/// <param name="SearchPlan">Digest of the distances, quality floors and transforms that were searched with.</param>
/// <param name="Length">Bytes of content.</param>
/// <param name="Digests">Of all its bytes.</param>
public sealed record ContentFindings(long HashSetVersion, string SearchPlan, long Length, ContentDigests Digests)
{
    /// <summary>The program and decoders that found it, as <see cref="FindingsOrigin"/> tells them.</summary>
    public string? MadeBy { get; init; }

    /// <summary>Digests of the bytes as the store keeps them packed; null where it keeps them as they are
    /// seen.</summary>
    public ContentDigests? PackedDigests { get; init; }

    /// <summary>Format and size, or null when nothing was decoded.</summary>
    public ImageFacts? Image { get; init; }

    /// <summary>By frame, and by transform within a frame.</summary>
    public ImmutableArray<PerceptualHash> Perceptual { get; set; } = [];

    /// <summary>
    /// One for each entry and kind: the strongest digest, or the nearest frame and transform; one for each frame, where
    /// a negative entry is near one.
    /// </summary>
    public ImmutableArray<KnownMatch> Matches { get; set; } = [];

    /// <summary>
    /// Entries whose MD5 or SHA-1 is equal though their SHA-256 or SHA-512 is known and differs: alarms, not matches.
    /// </summary>
    public ImmutableArray<KnownMatch> Collisions { get; set; } = [];

    /// <summary>Why the look at the pixels is missing or incomplete; null when it is complete.</summary>
    public UnscannableReason? Obstacle { get; init; }

    /// <summary>Why not all of what was seen could be searched for; null when it was.</summary>
    public UnscannableReason? SearchObstacle { get; init; }

    /// <summary>A digest match settled the matter, so nothing was decoded.</summary>
    public bool PixelsSkipped { get; init; }

    /// <summary>
    /// More entries match than are listed: only the nearest are, of those that a policy judges the same.
    /// </summary>
    public bool MatchesCapped { get; init; }

    public override string ToString() => "findings";
}

/// <summary>What was decoded.</summary>
/// <param name="Decoder">What made the pixels, in kebab-case.</param>
public sealed record ImageFacts(string Format, int Width, int Height, int Frames, string Decoder);
