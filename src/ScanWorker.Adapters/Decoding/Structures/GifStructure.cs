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
    private const int BlocksMax = 262_144;
    private const int BlocksBetweenLooks = 1024;
    private const int StillBytesPerPixel = 3;
    private const int FrameBytesPerPixel = 4;
    private const long WorkBytes = 256 << 10;

    private static readonly ReadOnlyMemory<byte> Trailer = new byte[] { 0x3B };

    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _framesMax;
    private readonly CancellationToken _deadline;
    private readonly List<FramePieces> _frames = [];
    private int _position;
    private int _blocks;
    private int _frameCount;
    private long _largestFrame;
    private bool _restores;
    private bool _covers;
    private ReadOnlyMemory<byte> _control;
    private ReadOnlyMemory<byte> _screen;
    private int _width;
    private int _height;
    private Oddity? _oddity;

    private GifStructure(ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline) =>
        (_content, _framesMax, _deadline) = (content, framesMax, deadline);

    public static Outcome<PictureStructure> Read(
        ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline) =>
        new GifStructure(content, framesMax, deadline).Walk();

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
        Note(_width == 0 || _height == 0 ? Oddity.FrameBeyondScreen : null);
        while (_position < bytes.Length)
        {
            if (_blocks++ % BlocksBetweenLooks == 0)
            {
                _deadline.ThrowIfCancellationRequested();
            }

            Note(_blocks > BlocksMax ? Oddity.TooManyParts : null);
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
                    return Finish(null);
                case 0:
                    _position++; // A stray terminator; every viewer skips it.
                    break;
                default:
                    return Finish(Damage.Malformed);
            }

            if (!isWhole)
            {
                return Finish(Damage.Truncated);
            }
        }

        // All that is there is whole: nothing that could be seen is missing.
        Note(Oddity.MissingEnd);
        return Finish(null);
    }

    private static int ColourTableBytes(byte flags) => ColourBytes * ColoursOf(flags);

    private static int ColoursOf(byte flags) => (flags & 0x80) == 0 ? 0 : 1 << ((flags & 7) + 1);

    private bool TakeExtension(ReadOnlySpan<byte> bytes)
    {
        var start = _position;
        _position += 2;
        if (!SkipSubBlocks(bytes))
        {
            return false;
        }

        switch (bytes[start + 1])
        {
            case 0xF9 when _position - start == ControlBytes && bytes[start + 2] == 4:
                Note(_control.IsEmpty ? null : Oddity.RepeatedPart);
                _control = _content.Slice(start, ControlBytes);
                Note((_control.Span[3] >> 2 & 7) > 3 ? Oddity.PartShape : null);
                break;
            case 0xF9:
                Note(Oddity.PartShape);
                break;
            case 0xFE or 0xFF:
                break;
            default:
                // Text to be drawn over the picture, and what no standard knows.
                Note(Oddity.PartOrder);
                break;
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
        var data = start + DescriptorBytes + ColourTableBytes(descriptor[9]);
        _position = data + 1;
        if (!SkipSubBlocks(bytes))
        {
            return false;
        }

        var (width, height) = (ReadUInt16LittleEndian(descriptor[5..]), ReadUInt16LittleEndian(descriptor[7..]));
        var (x, y) = (ReadUInt16LittleEndian(descriptor[1..]), ReadUInt16LittleEndian(descriptor[3..]));
        if (_width == 0 || _height == 0)
        {
            // No screen size: viewers take that of the first frame.
            (_width, _height) = (x + width, y + height);
        }

        var colours = ColoursOf(descriptor[9]) is > 0 and var own ? own : ColoursOf(_screen.Span[10]);
        Note(width == 0 || height == 0 ? Oddity.PartShape
            : x + width > _width || y + height > _height ? Oddity.FrameBeyondScreen
            : colours == 0 ? Oddity.MissingTables
            : _oddity is null && _frameCount < _framesMax
                ? GifPixels.OddityOf(bytes[data.._position], (long)width * height, colours, _deadline)
                : null);
        AddFrame(new FramePieces([], x, y, width, height, DisposalOf(_control.Span), Blends: true), start);
        _control = default;
        return true;
    }

    private void AddFrame(FramePieces frame, int start)
    {
        var descriptor = _content.Span.Slice(start, DescriptorBytes);
        _covers = _frameCount == 0 && frame.Covers(_width, _height);
        if (_frameCount++ < _framesMax)
        {
            _frames.Add(frame with { Pieces = AsStill(descriptor, _content[(start + DescriptorBytes).._position]) });
        }

        _restores |= frame.Disposal == FrameDisposal.Restore;
        _largestFrame = Math.Max(_largestFrame, (long)frame.Width * frame.Height);
    }

    private static FrameDisposal DisposalOf(ReadOnlySpan<byte> control) =>
        control.IsEmpty ? FrameDisposal.Keep : ((control[3] >> 2) & 7) switch
        {
            2 => FrameDisposal.Clear,
            3 => FrameDisposal.Restore,
            _ => FrameDisposal.Keep,
        };

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

    private void Note(Oddity? oddity) => _oddity = _oddity.And(oddity);

    private Outcome<PictureStructure> Finish(UnscannableReason? damage)
    {
        damage ??= _largestFrame == 0 ? Damage.Malformed : null;
        if (_width == 0 || _height == 0)
        {
            return damage ?? Damage.Malformed;
        }

        var memory = _covers
            ? _largestFrame * StillBytesPerPixel
            : Canvas.BytesFor((long)_width * _height, _restores) + (_largestFrame * FrameBytesPerPixel);
        return new PictureStructure(_width, _height, Math.Max(1, _frameCount), memory + WorkBytes, _frames)
        {
            Oddity = _oddity,
            Damage = damage,
        };
    }
}
