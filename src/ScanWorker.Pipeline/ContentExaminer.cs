using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Stages;

namespace ScanWorker.Pipeline;

/// <summary>
/// Hashes content by the stages of the scanning line, for commands and for making hash sets. Thread-safe.
/// </summary>
public sealed class ContentExaminer
{
    private readonly FetchStage _fetch;
    private readonly DecodeStage _decode;
    private readonly TimeProvider _clock;

    internal ContentExaminer(FetchStage fetch, DecodeStage decode, TimeProvider clock) =>
        (_fetch, _decode, _clock) = (fetch, decode, clock);

    /// <param name="bytes">The content.</param>
    /// <param name="dihedral">All eight transforms of each frame.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Its hashes; digests alone, with the obstacle, when it cannot be decoded.</returns>
    public async ValueTask<Outcome<Examination>> ExamineAsync(
        ReadOnlyMemory<byte> bytes, bool dihedral, CancellationToken cancellation)
    {
        var fetched = await _fetch.RunAsync(new ContentLocation.Inline(bytes), null, null, cancellation);
        if (!fetched.TryGet(out var content))
        {
            return fetched.Reason;
        }

        using var owned = content;
        var frames = new FrameHasher(dihedral, _clock);
        var examination = new Examination(content.Bytes.Length, content.Digests);
        var decoded = await _decode.RunAsync(content, frames, cancellation);
        return !decoded.TryGet(out var image)
            ? examination with { Obstacle = decoded.Reason }
            : examination with
            {
                Image = new ImageFacts(KebabCase.Of(image.Format), image.Width, image.Height, image.FramesTotal),
                Perceptual = [.. frames.Hashes],
                Obstacle = image.FramesCapped ? UnscannableCode.TooManyFrames : null,
            };
    }
}
