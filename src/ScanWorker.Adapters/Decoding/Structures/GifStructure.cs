using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>GIF 87a and 89a: blocks and their sub-blocks up to the trailer.</summary>
internal sealed class GifStructure
{
    private const int ScreenBytes = 13;
    private const int DescriptorBytes = 10;
    private const int ControlBytes = 8;
    private const int ColourBytes = 3;
    private const int StillBytesPerPixel = 3;
    private const int FrameBytesPerPixel = 4;
    private const long WorkBytes = 256 << 10;

    private static readonly ReadOnlyMemory<byte> Trailer = new byte[] { 0x3B };

    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _framesMax;
    private readonly List<FramePieces> _frames = [];
    private int _position;
    private int _frameCount;
    private long _largestFrame;
    private bool _restores;
    private bool _covers;
    private ReadOnlyMemory<byte> _control;
    private ReadOnlyMemory<byte> _screen;
    private int _width;
    private int _height;

    private GifStructure(ReadOnlyMemory<byte> content, int framesMax) => (_content, _framesMax) = (content, framesMax);

    public static Outcome<PictureStructure> Read(ReadOnlyMemory<byte> content, int framesMax) =>
        new GifStructure(content, framesMax).Walk();

    private Outcome<PictureStructure> Walk()
    {
        var bytes = _content.Span;
        if (bytes.Length < ScreenBytes)
        {
            return Damage.Truncated;
        }

        _position = ScreenBytes + ColourTableBytes(bytes[10]);
        if (_position > bytes.Length)
        {
            return Damage.Truncated;
        }

        _screen = _content[.._position];
        (_width, _height) = (ReadUInt16LittleEndian(bytes[6..]), ReadUInt16LittleEndian(bytes[8..]));
        while (_position < bytes.Length)
        {
            var isWhole = true;
            switch (bytes[_position])
            {
                case 0x2C:
                    isWhole = TakeFrame(bytes);
                    break;
                case 0x21:
                    isWhole = TakeExtension(bytes);
                    break;
                case 0x3B:
                    return Finish();
                case 0:
                    _position++; // A stray terminator; every viewer skips it.
                    break;
                default:
                    return Damage.Malformed;
            }

            if (!isWhole)
            {
                return Damage.Truncated;
            }
        }

        return Damage.Truncated;
    }

    private static int ColourTableBytes(byte flags) => (flags & 0x80) == 0 ? 0 : ColourBytes << ((flags & 7) + 1);

    private bool TakeExtension(ReadOnlySpan<byte> bytes)
    {
        var start = _position;
        _position += 2;
        if (!SkipSubBlocks(bytes))
        {
            return false;
        }

        if (bytes[start + 1] == 0xF9 && _position - start == ControlBytes && bytes[start + 2] == 4)
        {
            _control = _content.Slice(start, ControlBytes);
        }

        return true;
    }

    private bool TakeFrame(ReadOnlySpan<byte> bytes)
    {
        var start = _position;
        if (start + DescriptorBytes > bytes.Length)
        {
            return false;
        }

        var descriptor = bytes.Slice(start, DescriptorBytes);
        _position += DescriptorBytes + ColourTableBytes(descriptor[9]) + 1;
        if (!SkipSubBlocks(bytes))
        {
            return false;
        }

        var (width, height) = (ReadUInt16LittleEndian(descriptor[5..]), ReadUInt16LittleEndian(descriptor[7..]));
        var disposal = _control.IsEmpty ? FrameDisposal.Keep : ((_control.Span[3] >> 2) & 7) switch
        {
            2 => FrameDisposal.Clear,
            3 => FrameDisposal.Restore,
            _ => FrameDisposal.Keep,
        };
        var (x, y) = (ReadUInt16LittleEndian(descriptor[1..]), ReadUInt16LittleEndian(descriptor[3..]));
        if (_width == 0 || _height == 0)
        {
            // No screen size: viewers take that of the first frame.
            (_width, _height) = (x + width, y + height);
        }

        var frame = new FramePieces([], x, y, width, height, disposal, Blends: true);
        _covers = _frameCount == 0 && frame.Covers(_width, _height);
        if (_frameCount++ < _framesMax)
        {
            _frames.Add(frame with { Pieces = AsStill(descriptor, _content[(start + DescriptorBytes).._position]) });
        }

        _restores |= disposal == FrameDisposal.Restore;
        _largestFrame = Math.Max(_largestFrame, (long)width * height);
        _control = default;
        return true;
    }

    // A picture as large as the frame, with the frame at its corner: the decoder need not make the whole canvas for
    // each.
    private List<ReadOnlyMemory<byte>> AsStill(ReadOnlySpan<byte> descriptor, ReadOnlyMemory<byte> data)
    {
        var screen = _screen[..ScreenBytes].ToArray();
        descriptor.Slice(5, 4).CopyTo(screen.AsSpan(6));
        var atCorner = descriptor.ToArray();
        atCorner.AsSpan(1, 4).Clear();
        return [screen, _screen[ScreenBytes..], _control, atCorner, data, Trailer];
    }

    private bool SkipSubBlocks(ReadOnlySpan<byte> bytes)
    {
        while (_position < bytes.Length)
        {
            var length = bytes[_position];
            _position += length + 1;
            if (length == 0)
            {
                return true;
            }
        }

        return false;
    }

    private Outcome<PictureStructure> Finish()
    {
        if (_largestFrame == 0)
        {
            return Damage.Malformed;
        }

        var memory = _covers
            ? _largestFrame * StillBytesPerPixel
            : Canvas.BytesFor((long)_width * _height, _restores) + (_largestFrame * FrameBytesPerPixel);
        return new PictureStructure(_width, _height, _frameCount, memory + WorkBytes, _frames);
    }
}
