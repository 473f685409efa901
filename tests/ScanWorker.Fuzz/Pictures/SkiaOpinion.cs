using ScanWorker.Hashing.Pdq;
using SkiaSharp;

namespace ScanWorker.Fuzz.Pictures;

/// <summary>Chromium's own codecs, all frames.</summary>
/// <param name="pixelsMax">Of what is larger nothing is shown.</param>
internal sealed class SkiaOpinion(int pixelsMax) : ISecondOpinion
{
    private const int FramesMax = 32;
    private const int SideMin = 5;

    public Task<IReadOnlyList<IReadOnlyList<PdqFingerprint>>> OfAsync(IReadOnlyList<byte[]> contents)
    {
        var shown = new IReadOnlyList<PdqFingerprint>[contents.Count];
        _ = Parallel.For(0, contents.Count, i => shown[i] = Of(contents[i], pixelsMax));
        return Task.FromResult<IReadOnlyList<IReadOnlyList<PdqFingerprint>>>(shown);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <returns>The frames that are shown; none if nothing is, or if it is too large to be asked here.</returns>
    public static IReadOnlyList<PdqFingerprint> Of(byte[] content, int pixelsMax)
    {
        List<PdqFingerprint> frames = [];
        // Never from a stream: an absurd length in a file then throws in a callback, which ends the process.
        using var data = SKData.CreateCopy(content);
        if (SKCodec.Create(data) is not { } codec)
        {
            return frames;
        }

        using var owned = codec;
        if (codec.Info.Width < SideMin || codec.Info.Height < SideMin
            || (long)codec.Info.Width * codec.Info.Height > pixelsMax)
        {
            return frames;
        }

        using var colours = SKColorSpace.CreateSrgb();
        var info = new SKImageInfo(
            codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colours);
        for (var i = 0; i < Math.Clamp(codec.FrameCount, 1, FramesMax); i++)
        {
            using var picture = new SKBitmap(info);
            picture.Erase(SKColors.Transparent); // A frame that covers a part of the picture leaves the rest as it is.
            var result = codec.FrameCount > 1
                ? codec.GetPixels(info, picture.GetPixels(), new SKCodecOptions(i))
                : codec.GetPixels(info, picture.GetPixels());
            if (result is not (SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput))
            {
                break;
            }

            frames.Add(ShownPicture.FingerprintOf(picture, info.Rect));
        }

        return frames;
    }
}
