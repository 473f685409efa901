using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures.Png;

/// <summary>PNG (ISO/IEC 15948) and its animation chunks: every chunk's length, the checksum of all that make
/// pixels.</summary>
internal sealed class PngStructure
{
    private const int SignatureBytes = 8;
    private const int ChunkBytes = 12;
    private const int ChunksMax = 262_144;
    private const int ChunksBetweenLooks = 1024;
    private const int FrameControlBytes = 26;
    private const int SequenceNumberBytes = 4;
    private const int StillBytesPerPixel = 3;
    private const int AnimatedBytesPerPixel = 4;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _framesMax;
    private readonly CancellationToken _deadline;
    private readonly List<FramePieces> _frames = [];
    private readonly PngColours _colours = new();
    private PngHeader? _header;
    private PngFrame? _open;
    private bool _hasDefaultImage;
    private bool _isInDefaultImage;
    private int? _framesAnnounced;
    private int _animatedFrames;
    private uint _sequence;
    private long _largestFrame;
    private int _frameCount;
    private int _chunks;
    private bool _restores;
    private Oddity? _oddity;
    private bool _hasColourCodes;

    private PngStructure(ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline) =>
        (_content, _framesMax, _deadline) = (content, framesMax, deadline);

    private bool IsAnimated => _framesAnnounced is not null || _animatedFrames > 0;

    public static Outcome<PictureStructure> Read(
        ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline) =>
        new PngStructure(content, framesMax, deadline).Walk();

    private Outcome<PictureStructure> Walk()
    {
        var bytes = _content.Span;
        var position = SignatureBytes;
        while (position + ChunkBytes <= bytes.Length)
        {
            if (_chunks++ % ChunksBetweenLooks == 0)
            {
                _deadline.ThrowIfCancellationRequested();
            }

            Note(_chunks > ChunksMax ? Oddity.TooManyParts : null);
            var length = ReadInt32BigEndian(bytes[position..]);
            if (length < 0)
            {
                return Broken(Damage.Malformed);
            }

            var type = bytes.Slice(position + 4, 4);
            if (type.SequenceEqual("IEND"u8))
            {
                return Finish(null);
            }

            if (length > bytes.Length - position - ChunkBytes)
            {
                return Broken(Damage.Truncated);
            }

            var checksum = ReadUInt32BigEndian(bytes[(position + 8 + length)..]);
            if (Take(type, _content.Slice(position + 8, length), checksum) is { } reason)
            {
                return Broken(reason);
            }

            position += length + ChunkBytes;
        }

        return Broken(Damage.Truncated);
    }

    // A chunk that only adds to the picture is left out if its checksum is wrong, as decoders do; one that makes
    // pixels ends the picture.
    private UnscannableReason? Take(ReadOnlySpan<byte> type, ReadOnlyMemory<byte> data, uint checksum)
    {
        var isHeader = type.SequenceEqual("IHDR"u8);
        if (type.SequenceEqual("CgBI"u8))
        {
            return new UnscannableReason(UnscannableCode.UnsupportedFormat, "png-cgbi");
        }

        if (_header is null && !isHeader)
        {
            return Damage.Malformed;
        }

        var isPixels = type.SequenceEqual("IDAT"u8);
        _isInDefaultImage &= isPixels;
        var isCritical = (type[0] & 0x20) == 0;
        var isOfAnimation = type.SequenceEqual("fcTL"u8) || type.SequenceEqual("fdAT"u8);
        if (PngChunk.ChecksumOf(type, data.Span) != checksum)
        {
            Note(_hasDefaultImage ? null : Oddity.PartShape);
            Note(PngColours.OddityOf(type, data) is null ? null : Oddity.ContestedColours);
            return isCritical || isOfAnimation ? Damage.Checksum : null;
        }

        return isHeader ? TakeHeader(data)
            : isPixels ? TakePixels(data)
            : type.SequenceEqual("fcTL"u8) ? TakeControl(data)
            : type.SequenceEqual("fdAT"u8) ? TakeFrame(data)
            : TakeOther(type, data, isCritical);
    }

    private UnscannableReason? TakeHeader(ReadOnlyMemory<byte> data)
    {
        if (_header is not null)
        {
            Note(Oddity.RepeatedPart);
            return null;
        }

        if (!PngHeader.TryRead(data, out var header))
        {
            return Damage.Malformed;
        }

        _header = header;
        Note(header.IsPlain ? null : Oddity.PartShape);
        return null;
    }

    private UnscannableReason? TakeOther(ReadOnlySpan<byte> type, ReadOnlyMemory<byte> data, bool isCritical)
    {
        if (_header is not { } header)
        {
            return Damage.Malformed;
        }

        if (type.SequenceEqual("PLTE"u8) || type.SequenceEqual("tRNS"u8))
        {
            Note(_hasDefaultImage ? Oddity.PartOrder : _colours.Take(header, type, data));
        }
        else if (type.SequenceEqual("acTL"u8))
        {
            Note(_hasDefaultImage || _framesAnnounced is not null || data.Length != 8 ? Oddity.Animation : null);
            _framesAnnounced = data.Length == 8 ? ReadInt32BigEndian(data.Span) : 0;
        }
        else
        {
            _hasColourCodes |= type.SequenceEqual("cICP"u8);
            Note(isCritical ? Oddity.PartOrder : PngColours.OddityOf(type, data));
        }

        return null;
    }

    private UnscannableReason? TakeControl(ReadOnlyMemory<byte> data)
    {
        CloseFrame();
        if (_header is not { } header || data.Length != FrameControlBytes
            || !PngFrame.TryRead(data.Span, header.Width, header.Height, out var frame))
        {
            return Damage.Malformed;
        }

        // Two controls without pixels between them: the later one counts here, and nobody says so.
        Note(_open is null && data.Span[24] <= 2 && data.Span[25] <= 1 ? null : Oddity.Animation);
        TakeSequence(data.Span);
        _open = frame;
        _animatedFrames++;
        _restores |= frame.Disposal == FrameDisposal.Restore;
        return null;
    }

    private void TakeSequence(ReadOnlySpan<byte> data) =>
        Note(ReadUInt32BigEndian(data) == _sequence++ ? null : Oddity.Animation);

    private UnscannableReason? TakePixels(ReadOnlyMemory<byte> data)
    {
        if (_header is not { } header)
        {
            return Damage.Malformed;
        }

        Note(_hasDefaultImage && !_isInDefaultImage ? Oddity.PartOrder : null);

        // A default image outside the animation is what viewers show that know no animation: it counts as the first
        // frame.
        _open ??= PngFrame.Whole(header.Width, header.Height);
        if (_open.Width != header.Width || _open.Height != header.Height)
        {
            return Damage.Malformed;
        }

        _hasDefaultImage = _isInDefaultImage = true;
        _open.Add(data, _frameCount < _framesMax);
        return null;
    }

    private UnscannableReason? TakeFrame(ReadOnlyMemory<byte> data)
    {
        if (!_hasDefaultImage || _open is null || data.Length < SequenceNumberBytes)
        {
            return Damage.Malformed;
        }

        TakeSequence(data.Span);
        _open.Add(data[SequenceNumberBytes..], _frameCount < _framesMax);
        return null;
    }

    private void CloseFrame()
    {
        if (_open is not { HasPixels: true } frame || _header is not { } header)
        {
            return;
        }

        frame.Close();
        if (_frameCount++ < _framesMax)
        {
            Note(_oddity is null ? PngPixels.OddityOf(header, frame, _colours.Count, _deadline) : null);
            _frames.Add(frame.ToPieces(header.Data, _colours.Chunks));
        }

        _largestFrame = Math.Max(_largestFrame, (long)frame.Width * frame.Height);
        _open = null;
    }

    private void Note(Oddity? oddity) => _oddity = _oddity.And(oddity);

    // What is broken behind the last pixel of a still picture is no matter. Of an animation what is whole is kept.
    private Outcome<PictureStructure> Broken(UnscannableReason damage)
    {
        if (_header is null || damage.Code != UnscannableCode.Corrupt)
        {
            return damage;
        }

        if (_frameCount > 0 || IsAnimated)
        {
            _open = _isInDefaultImage || _frameCount == 0 ? _open : null;
            return Finish(damage);
        }

        CloseFrame();
        return Finish(_frameCount > 0 && (_framesMax == 0 || _oddity is null) ? null : damage);
    }

    // Two rows of up to eight bytes a pixel, one of converted pixels, one chunk, and small change.
    private static long WorkBytes(int width) => (width * 24L) + PngChunk.DataBytesMax + (128 << 10);

    private Outcome<PictureStructure> Finish(UnscannableReason? damage)
    {
        CloseFrame();
        if (_header is not { } header)
        {
            return damage ?? Damage.Malformed;
        }

        Note(header.Kind == PngHeader.PaletteKind && _colours.Count == 0 ? Oddity.MissingTables : null);
        Note(_animatedFrames == (_framesAnnounced ?? 0) ? null : Oddity.Animation);
        // Codes go before a gamma in browsers alone, and to the frames of an animation no decoder here hands a gamma.
        Note(_oddity == Oddity.ColourProfile && (_hasColourCodes || _animatedFrames > 0)
            ? Oddity.ContestedColours
            : null);
        var pixels = (long)header.Width * header.Height;
        var memory = _frameCount == 1 && _largestFrame == pixels
            ? (pixels * StillBytesPerPixel) + WorkBytes(header.Width)
            : Canvas.BytesFor(pixels, _restores) + (_largestFrame * AnimatedBytesPerPixel) + WorkBytes(header.Width);
        return new PictureStructure(header.Width, header.Height, Math.Max(1, _frameCount), memory, _frames)
        {
            Oddity = _oddity,
            Damage = damage ?? (_frameCount == 0 ? Damage.Malformed : null),
        };
    }
}
