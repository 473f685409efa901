using System.Collections.Immutable;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Pipeline.Scan;

/// <summary>
/// Hashes content by the stages of the scanning line, for commands and for making hash sets. Thread-safe.
/// </summary>
public sealed class ContentExaminer
{
    private readonly FetchStage _fetch;
    private readonly DecodeStage _decode;

    internal ContentExaminer(FetchStage fetch, DecodeStage decode) => (_fetch, _decode) = (fetch, decode);

    /// <param name="bytes">The content.</param>
    /// <param name="transforms">Which hashes of each frame.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Its hashes; digests alone, with the obstacle, when it cannot be decoded.</returns>
    public async ValueTask<Outcome<Examination>> ExamineAsync(
        ReadOnlyMemory<byte> bytes, FrameTransforms transforms, CancellationToken cancellation)
    {
        var fetched = await _fetch.RunAsync(new ContentLocation.Inline(bytes), null, null, cancellation, sha512: true);
        if (!fetched.TryGet(out var content))
        {
            return fetched.Reason;
        }

        using var owned = content;
        var examination = new Examination(content.Bytes.Length, content.Digests);
        var prints = await _decode.RunAsync(content, transforms, CropQueries.None, cancellation);
        return prints.Picture is not { } picture
            ? examination with { Obstacle = prints.Reason ?? UnscannableCode.Unknown }
            : examination with
            {
                Image = new ImageFacts(
                    picture.Format, picture.Width, picture.Height, picture.FramesTotal, picture.Decoder),
                Perceptual = prints.Hashes,
                Obstacle = prints.Reason,
            };
    }
}

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
