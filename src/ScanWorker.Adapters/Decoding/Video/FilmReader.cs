using System.Buffers;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>Fingerprints the frames of a video as ffmpeg writes them. Works in a decoder process, once.</summary>
/// <param name="frames">Pictures in PAM, one after the other.</param>
/// <param name="times">Two lines for each of them, of which the first says when it is shown.</param>
/// <param name="pool">Where memory for pixels comes from.</param>
internal sealed class FilmReader(Stream frames, Stream times, BlockPool pool) : IDisposable
{
    private readonly BufferedStream _frames = new(frames, 64 << 10);
    private readonly FilmTimes _times = new(times);

    /// <summary>Reads a film of ours, so that all code it needs is there.</summary>
    public static void WarmUp(BlockPool pool)
    {
        var frame = new byte[16 * 16 * PamHeader.BytesPerPixel];
        using var frames = new MemoryStream([.. "P7\nWIDTH 16\nHEIGHT 16\nDEPTH 4\nMAXVAL 255\nENDHDR\n"u8, .. frame]);
        using var times = new MemoryStream("frame:0    pts:0       pts_time:0.5\nlavfi.scene_score=0.1\n"u8.ToArray());
        using var film = new FilmReader(frames, times, pool);
        _ = film.Read(FingerprintOrder.ForOwnPictures, "warm-up");
    }

    public void Dispose()
    {
        _frames.Dispose();
        _times.Dispose();
    }

    /// <summary>Reads until ffmpeg is gone, or until there are more frames than are wanted.</summary>
    /// <param name="order">Of which transforms, crops and the number of frames count.</param>
    /// <param name="format">Goes into the answer, with the size of the frames as they come, and a decoder without its
    /// version: the worker knows better.</param>
    /// <returns><see cref="Damage.Truncated"/> if the last frame is not whole or has no time;
    /// <see cref="UnscannableCode.TooManyFrames"/> if there was one more.</returns>
    public ContentFingerprints Read(FingerprintOrder order, string format)
    {
        var hasher = new FrameHasher(order.Transforms, order.Crops, TimeProvider.System);
        var (width, height) = (1, 1);
        UnscannableReason? reason = null;
        while (reason is null && PamHeader.Read(_frames, out var isCut) is { } header)
        {
            if (hasher.Frames == order.FramesMax)
            {
                reason = UnscannableCode.TooManyFrames;
            }
            else if (isCut || _times.Next() is not { } second || !Show(header, second, hasher))
            {
                reason = Damage.Truncated;
            }
            else
            {
                (width, height) = (Math.Max(width, header.Width), Math.Max(height, header.Height));
            }
        }

        return PrintsOf(hasher, reason, format, width, height);
    }

    private static ContentFingerprints PrintsOf(
        FrameHasher hasher, UnscannableReason? reason, string format, int width, int height) => new()
        {
            Hashes = [.. hasher.Hashes],
            QualityMin = hasher.QualityMax,
            QualityMax = hasher.QualityMax,
            HasTransparency = hasher.SawTransparency,
            Hashing = hasher.Elapsed,
            Reason = hasher.Frames == 0 ? reason ?? Damage.Undecodable : reason,
            Picture = hasher.Frames == 0 ? null : new DecodedPicture(
                format, width, height, hasher.Frames,
                hasher.Frames + (reason?.Code == UnscannableCode.TooManyFrames ? 1 : 0), "ffmpeg/0"),
        };

    private bool Show(PamHeader header, double second, FrameHasher hasher)
    {
        var bytes = header.Width * header.Height * PamHeader.BytesPerPixel;
        using var pixels = pool.Rent(bytes);
        if (_frames.ReadAtLeast(pixels.Memory.Span[..bytes], bytes, throwOnEndOfStream: false) < bytes)
        {
            return false;
        }

        FrameShow.Show(
            new FilmFrame(pixels, header.Width, header.Height), hasher.Frames, new TimedFrames(hasher, second));
        return true;
    }

    private sealed class FilmFrame(IMemoryOwner<byte> pixels, int width, int height)
        : PictureRows(width, height, PixelLayout.Rgba32)
    {
        public override ReadOnlySpan<byte> Row(int y) =>
            pixels.Memory.Span.Slice(y * Width * PamHeader.BytesPerPixel, Width * PamHeader.BytesPerPixel);
    }

    private sealed class TimedFrames(IFrameVisitor visitor, double second) : IFrameVisitor
    {
        public void Visit(FrameView view, LumaPlane plane) => visitor.Visit(view with { Second = second }, plane);
    }
}
