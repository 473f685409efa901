using System.Buffers;
using SkiaSharp;

namespace ScanWorker.Adapters.Decoding.Skia;

/// <summary>A codec over bytes that stay where they are.</summary>
internal sealed class SkiaPicture : IDisposable
{
    private readonly MemoryHandle _pin;
    private readonly SKData _data;
    private readonly SKCodec _codec;
    private readonly SKCodecFrameInfo[] _frames;

    private SkiaPicture(MemoryHandle pin, SKData data, SKCodec codec)
    {
        (_pin, _data, _codec) = (pin, data, codec);
        (Width, Height) = (codec.Info.Width, codec.Info.Height);
        _frames = codec.FrameInfo;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>1 or more.</summary>
    public int FrameCount => Math.Max(1, _frames.Length);

    /// <returns>Null if no codec reads the header.</returns>
    public static unsafe SkiaPicture? Open(ReadOnlyMemory<byte> content)
    {
        var pin = content.Pin();
        var data = SKData.Create((nint)pin.Pointer, content.Length);
        if (SKCodec.Create(data) is { } codec)
        {
            return new SkiaPicture(pin, data, codec);
        }

        data.Dispose();
        pin.Dispose();
        return null;
    }

    /// <summary>The frame that must have been drawn for this one to be right, or -1.</summary>
    public int RequiredFrame(int frame) => frame < _frames.Length ? _frames[frame].RequiredFrame : -1;

    /// <summary>Once it has been shown, what was below it comes back.</summary>
    public bool Restores(int frame) => frame < _frames.Length
        && _frames[frame].DisposalMethod == SKCodecAnimationDisposalMethod.RestorePrevious;

    /// <summary>Draws a frame.</summary>
    /// <param name="info">How <paramref name="pixels"/> are laid out.</param>
    /// <param name="frame">From 0.</param>
    /// <param name="prior">The frame whose pixels are there, or -1 for none.</param>
    /// <param name="pixels">As many as <paramref name="info"/> says.</param>
    public unsafe SKCodecResult Draw(SKImageInfo info, int frame, int prior, Span<byte> pixels)
    {
        fixed (byte* first = pixels)
        {
            return _codec.GetPixels(info, (nint)first, new SKCodecOptions(frame, prior));
        }
    }

    public void Dispose()
    {
        _codec.Dispose();
        _data.Dispose();
        _pin.Dispose();
    }
}
