using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>WebP: the chunks of its RIFF container, still and animated, lossy (with or without alpha) and
/// lossless.</summary>
internal sealed class WebpStructure
{
    private const int RiffHeaderBytes = 12;
    private const int ChunkHeaderBytes = 8;
    private const int ExtendedBytes = 10;
    private const int FrameHeaderBytes = 16;
    private const long WorkBytes = 512 << 10;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _framesMax;
    private readonly List<FramePieces> _frames = [];
    private (int Width, int Height)? _canvas;
    private int _frameCount;
    private long _largestFrameBytes;
    private WebpBitstream _still;

    private WebpStructure(ReadOnlyMemory<byte> content, int framesMax) => (_content, _framesMax) = (content, framesMax);

    public static Outcome<PictureStructure> Read(ReadOnlyMemory<byte> content, int framesMax) =>
        new WebpStructure(content, framesMax).Walk();

    private Outcome<PictureStructure> Walk()
    {
        var end = ReadUInt32LittleEndian(_content.Span[4..]) + (long)ChunkHeaderBytes;
        if (end > _content.Length)
        {
            return Damage.Truncated;
        }

        var rest = _content[Math.Min(RiffHeaderBytes, (int)end)..(int)end];
        while (rest.Length >= ChunkHeaderBytes)
        {
            if (!TryChunk(ref rest, out var type, out var data))
            {
                return Damage.Truncated;
            }

            var isSound = type switch
            {
                "VP8X" => TakeExtended(data.Span),
                "ANMF" => TakeFrame(data),
                "ALPH" or "VP8 " or "VP8L" => _still.Take(type, data),
                _ => true,
            };
            if (!isSound)
            {
                return Damage.Malformed;
            }
        }

        return Finish();
    }

    private static bool TryChunk(ref ReadOnlyMemory<byte> rest, out string type, out ReadOnlyMemory<byte> data)
    {
        var length = ReadUInt32LittleEndian(rest.Span[4..]);
        (type, data) = (string.Empty, default);
        if (length > rest.Length - ChunkHeaderBytes)
        {
            return false;
        }

        type = System.Text.Encoding.Latin1.GetString(rest.Span[..4]);
        data = rest.Slice(ChunkHeaderBytes, (int)length);
        rest = rest[Math.Min(rest.Length, ChunkHeaderBytes + (int)length + ((int)length & 1))..];
        return true;
    }

    private static int Read24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private bool TakeExtended(ReadOnlySpan<byte> data)
    {
        if (data.Length < ExtendedBytes || _canvas is not null)
        {
            return false;
        }

        _canvas = (Read24(data[4..]) + 1, Read24(data[7..]) + 1);
        return true;
    }

    private bool TakeFrame(ReadOnlyMemory<byte> data)
    {
        if (data.Length < FrameHeaderBytes || _canvas is not { } canvas)
        {
            return false;
        }

        var header = data.Span;
        var (x, y) = (2 * Read24(header), 2 * Read24(header[3..]));
        var (width, height) = (Read24(header[6..]) + 1, Read24(header[9..]) + 1);
        var bitstream = default(WebpBitstream);
        var rest = data[FrameHeaderBytes..];
        while (rest.Length >= ChunkHeaderBytes)
        {
            if (!TryChunk(ref rest, out var type, out var chunk)
                || (type is "ALPH" or "VP8 " or "VP8L" && !bitstream.Take(type, chunk)))
            {
                return false;
            }
        }

        if (bitstream.Width != width || bitstream.Height != height
            || width > canvas.Width - x || height > canvas.Height - y)
        {
            return false;
        }

        if (_frameCount++ < _framesMax)
        {
            var disposal = (header[15] & 1) == 1 ? FrameDisposal.Clear : FrameDisposal.Keep;
            var blends = (header[15] & 2) == 0;
            _frames.Add(new FramePieces(bitstream.ToFile(), x, y, width, height, disposal, blends));
        }

        _largestFrameBytes = Math.Max(_largestFrameBytes, bitstream.DecodeBytes(isAnimated: true));
        return true;
    }

    private Outcome<PictureStructure> Finish()
    {
        if (_frameCount > 0 && _canvas is { } canvas && _still.Width == 0)
        {
            var memory = Canvas.BytesFor((long)canvas.Width * canvas.Height, restores: false) + _largestFrameBytes;
            return new PictureStructure(canvas.Width, canvas.Height, _frameCount, memory + WorkBytes, _frames);
        }

        // A picture beside an animation would be shown by some viewers and not by others.
        if (_frameCount > 0 || _still.Width == 0
            || (_canvas is { } declared && declared != (_still.Width, _still.Height)))
        {
            return Damage.Malformed;
        }

        return new PictureStructure(
            _still.Width, _still.Height, 1, _still.DecodeBytes(isAnimated: false) + WorkBytes,
            [new FramePieces(_still.ToFile(), 0, 0, _still.Width, _still.Height)]);
    }
}
