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
    private const int ChunksMax = 65_536;
    private const int ChunksBetweenLooks = 256;
    private const long WorkBytes = 512 << 10;

    private const int AnimationFlag = 0x02;
    private const int AlphaFlag = 0x10;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _framesMax;
    private readonly CancellationToken _deadline;
    private readonly List<FramePieces> _frames = [];
    private (int Width, int Height)? _canvas;
    private int _flags;
    private int _chunks;
    private int _frameCount;
    private bool _hasAnimationHeader;
    private bool _hasAlpha;
    private long _largestFrameBytes;
    private WebpBitstream _still;
    private Oddity? _oddity;
    private bool _hasOddProfile;

    private WebpStructure(ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline) =>
        (_content, _framesMax, _deadline) = (content, framesMax, deadline);

    public static Outcome<PictureStructure> Read(
        ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline) =>
        new WebpStructure(content, framesMax, deadline).Walk();

    private Outcome<PictureStructure> Walk()
    {
        var end = ReadUInt32LittleEndian(_content.Span[4..]) + (long)ChunkHeaderBytes;
        var isCut = end > _content.Length;
        end = Math.Min(end, _content.Length);
        var rest = _content[Math.Min(RiffHeaderBytes, (int)end)..(int)end];
        while (rest.Length >= ChunkHeaderBytes)
        {
            if (!TryChunk(ref rest, out var type, out var data))
            {
                return Finish(Damage.Truncated);
            }

            if (!Take(type, data))
            {
                return Finish(Damage.Malformed);
            }
        }

        Note(rest.IsEmpty ? null : Oddity.StrayBytes);
        return Finish(isCut ? Damage.Truncated : null);
    }

    private bool Take(string type, ReadOnlyMemory<byte> data)
    {
        switch (type)
        {
            case "VP8X":
                return TakeExtended(data.Span);
            case "ANIM":
                Note(_hasAnimationHeader || _frameCount > 0 || data.Length != 6 ? Oddity.Animation : null);
                _hasAnimationHeader = true;
                return true;
            case "ANMF":
                return TakeFrame(data);
            case "ALPH" or "VP8 " or "VP8L":
                Note(_canvas is null && (type == "ALPH" || _chunks > 1) ? Oddity.ContainerFlags : null);
                return TakeBitstream(ref _still, type, data);
            case "ICCP":
                Note(_still.HasPixels || _frameCount > 0 ? Oddity.PartOrder : null);
                var ofProfile = ColourProfile.OddityOf(data.Span);
                _hasOddProfile |= ofProfile is not null;
                Note(ofProfile);
                return true;
            case "EXIF" or "XMP ":
                return true;
            default:
                // Before the pixels, decoders differ about what they pass over.
                Note(_still.HasPixels || _frameCount > 0 ? null : Oddity.PartOrder);
                return true;
        }
    }

    private bool TryChunk(ref ReadOnlyMemory<byte> rest, out string type, out ReadOnlyMemory<byte> data)
    {
        if (_chunks++ % ChunksBetweenLooks == 0)
        {
            _deadline.ThrowIfCancellationRequested();
        }

        Note(_chunks > ChunksMax ? Oddity.TooManyParts : null);
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
        if (data.Length < ExtendedBytes)
        {
            return false;
        }

        Note(_canvas is not null ? Oddity.RepeatedPart
            : _chunks > 1 ? Oddity.PartOrder
            : data.Length != ExtendedBytes || (data[0] & 1) != 0 ? Oddity.PartShape
            : null);
        _canvas ??= (Read24(data[4..]) + 1, Read24(data[7..]) + 1);
        _flags |= data[0];
        return true;
    }

    private bool TakeBitstream(ref WebpBitstream bitstream, string type, ReadOnlyMemory<byte> data)
    {
        if (!bitstream.Take(type, data, _deadline, out var oddity))
        {
            return false;
        }

        Note(oddity);
        _hasAlpha |= bitstream.HasAlpha;
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
                || (type is "ALPH" or "VP8 " or "VP8L" && !TakeBitstream(ref bitstream, type, chunk)))
            {
                return false;
            }
        }

        if (bitstream.Width != width || bitstream.Height != height
            || width > canvas.Width - x || height > canvas.Height - y)
        {
            return false;
        }

        Note(_hasAnimationHeader ? null : Oddity.Animation);
        if (_frameCount++ < _framesMax)
        {
            var disposal = (header[15] & 1) == 1 ? FrameDisposal.Clear : FrameDisposal.Keep;
            var blends = (header[15] & 2) == 0;
            _frames.Add(new FramePieces(bitstream.ToFile(), x, y, width, height, disposal, blends)
            {
                DurationMs = Read24(header[12..]),
            });
        }

        _largestFrameBytes = Math.Max(_largestFrameBytes, bitstream.DecodeBytes(isAnimated: true));
        return true;
    }

    private void Note(Oddity? oddity) => _oddity = _oddity.And(oddity);

    private Outcome<PictureStructure> Finish(UnscannableReason? damage)
    {
        var isAnimated = _frameCount > 0;
        var hidesAlpha = _canvas is not null && _hasAlpha && (_flags & AlphaFlag) == 0;
        Note(isAnimated != ((_flags & AnimationFlag) != 0) || hidesAlpha ? Oddity.ContainerFlags : null);

        // A picture beside an animation would be shown by some viewers and not by others.
        Note(isAnimated && _still.HasPixels ? Oddity.Animation : null);
        // Browsers leave the profile of an animation out.
        Note(isAnimated && _hasOddProfile ? Oddity.ContestedColours : null);
        if (isAnimated && _canvas is { } canvas)
        {
            var memory = Canvas.BytesFor((long)canvas.Width * canvas.Height, restores: false) + _largestFrameBytes;
            return new PictureStructure(canvas.Width, canvas.Height, _frameCount, memory + WorkBytes, _frames)
            {
                Oddity = _oddity,
                Damage = damage,
            };
        }

        if (_still.Width == 0)
        {
            return damage ?? Damage.Malformed;
        }

        Note(_canvas is { } declared && declared != (_still.Width, _still.Height) ? Oddity.ContainerFlags : null);
        return new PictureStructure(
            _still.Width, _still.Height, 1, _still.DecodeBytes(isAnimated: false) + WorkBytes,
            [new FramePieces(_still.ToFile(), 0, 0, _still.Width, _still.Height)])
        {
            Oddity = _oddity,
            Damage = damage,
        };
    }
}
