using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>PNG (ISO/IEC 15948) and its animation chunks: every chunk's length, the checksum of all that make
/// pixels.</summary>
internal sealed class PngStructure
{
    private const int SignatureBytes = 8;
    private const int HeaderBytes = 13;
    private const int FrameControlBytes = 26;
    private const int PaletteBytesMax = 768;
    private const int StillBytesPerPixel = 3;
    private const int AnimatedBytesPerPixel = 4;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _framesMax;
    private readonly List<FramePieces> _frames = [];
    private readonly List<ReadOnlyMemory<byte>> _colours = [];
    private PngFrame? _open;
    private bool _hasDefaultImage;
    private long _largestFrame;
    private ReadOnlyMemory<byte> _header;
    private int _frameCount;
    private bool _restores;

    private PngStructure(ReadOnlyMemory<byte> content, int framesMax) => (_content, _framesMax) = (content, framesMax);

    private int Width => ReadInt32BigEndian(_header.Span);

    private int Height => ReadInt32BigEndian(_header.Span[4..]);

    public static Outcome<PictureStructure> Read(ReadOnlyMemory<byte> content, int framesMax) =>
        new PngStructure(content, framesMax).Walk();

    private Outcome<PictureStructure> Walk()
    {
        var bytes = _content.Span;
        var position = SignatureBytes;
        while (position + 12 <= bytes.Length)
        {
            var length = ReadInt32BigEndian(bytes[position..]);
            if (length < 0)
            {
                return Damage.Malformed;
            }

            if (length > bytes.Length - position - 12)
            {
                return Damage.Truncated;
            }

            var type = bytes.Slice(position + 4, 4);
            var data = _content.Slice(position + 8, length);
            if (type.SequenceEqual("IEND"u8))
            {
                return Finish();
            }

            if (Take(type, data, ReadUInt32BigEndian(bytes[(position + 8 + length)..])) is { } reason)
            {
                return reason;
            }

            position += length + 12;
        }

        return Damage.Truncated;
    }

    private UnscannableReason? Take(ReadOnlySpan<byte> type, ReadOnlyMemory<byte> data, uint checksum)
    {
        var isHeader = type.SequenceEqual("IHDR"u8);
        if (type.SequenceEqual("CgBI"u8))
        {
            return new UnscannableReason(UnscannableCode.UnsupportedFormat, "png-cgbi");
        }

        if (isHeader != _header.IsEmpty)
        {
            return Damage.Malformed;
        }

        var isPixels = type.SequenceEqual("IDAT"u8);
        var isColours = type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8);
        var isControl = type.SequenceEqual("fcTL"u8);
        var isFrame = type.SequenceEqual("fdAT"u8);
        if (!(isHeader || isPixels || isColours || isControl || isFrame))
        {
            return null;
        }

        if (PngChunk.ChecksumOf(type, data.Span) != checksum)
        {
            return Damage.Checksum;
        }

        return isHeader ? TakeHeader(data)
            : isColours ? TakeColours(type, data)
            : isControl ? TakeControl(data)
            : TakePixels(isFrame, data);
    }

    private UnscannableReason? TakeHeader(ReadOnlyMemory<byte> data)
    {
        _header = data;
        return data.Length != HeaderBytes || Width <= 0 || Height <= 0 ? Damage.Malformed : null;
    }

    private UnscannableReason? TakeColours(ReadOnlySpan<byte> type, ReadOnlyMemory<byte> data)
    {
        if (data.Length > PaletteBytesMax || _hasDefaultImage)
        {
            return Damage.Malformed;
        }

        _colours.AddRange(PngChunk.Pieces(type, data));
        return null;
    }

    private UnscannableReason? TakeControl(ReadOnlyMemory<byte> data)
    {
        CloseFrame();
        if (data.Length != FrameControlBytes || !PngFrame.TryRead(data.Span, Width, Height, out _open))
        {
            return Damage.Malformed;
        }

        _restores |= _open.Disposal == FrameDisposal.Restore;
        return null;
    }

    private UnscannableReason? TakePixels(bool isFrame, ReadOnlyMemory<byte> data)
    {
        const int SequenceNumberBytes = 4;
        if (isFrame && (!_hasDefaultImage || _open is null || data.Length < SequenceNumberBytes))
        {
            return Damage.Malformed;
        }

        // A default image outside the animation is what viewers show that know no animation: it counts as the first
        // frame.
        _open ??= PngFrame.Whole(Width, Height);
        if (!isFrame && (_open.Width != Width || _open.Height != Height))
        {
            return Damage.Malformed;
        }

        _hasDefaultImage |= !isFrame;
        _open.Add(isFrame ? data[SequenceNumberBytes..] : data, _frameCount < _framesMax);
        return null;
    }

    private void CloseFrame()
    {
        if (_open is not { HasPixels: true } frame)
        {
            return;
        }

        if (_frameCount++ < _framesMax)
        {
            _frames.Add(frame.ToPieces(_header, _colours));
        }

        _largestFrame = Math.Max(_largestFrame, (long)frame.Width * frame.Height);
        _open = null;
    }

    // Two rows of up to eight bytes a pixel, one of converted pixels, one chunk, and small change.
    private static long WorkBytes(int width) => (width * 24L) + PngChunk.DataBytesMax + (128 << 10);

    private Outcome<PictureStructure> Finish()
    {
        CloseFrame();
        if (_frameCount == 0)
        {
            return Damage.Malformed;
        }

        var pixels = (long)Width * Height;
        var memory = _frameCount == 1
            ? (pixels * StillBytesPerPixel) + WorkBytes(Width)
            : Canvas.BytesFor(pixels, _restores) + (_largestFrame * AnimatedBytesPerPixel) + WorkBytes(Width);
        return new PictureStructure(Width, Height, _frameCount, memory, _frames);
    }
}
