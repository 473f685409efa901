using ScanWorker.Adapters.Decoding.Structures.Png;
using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>BMP: the headers, and whether the pixels that they promise are there.</summary>
internal sealed class BmpStructure
{
    private const int BytesPerPixel = 3;
    private const int RunLengthBytesPerPixel = 5;
    private const int RowsBetweenLooks = 1024;
    private const long WorkBytes = 64 << 10;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly BmpHeader _header;

    private BmpStructure(ReadOnlyMemory<byte> content, BmpHeader header) => (_content, _header) = (content, header);

    private int Width => _header.Width;

    private int Height => _header.Height;

    private int Bits => _header.Bits;

    private uint Compression => _header.Compression;

    private uint PixelsAt => _header.PixelsAt;

    private long RowBytes => _header.RowBytes;

    private bool IsRunLength => Compression is BmpHeader.RunLength8 or BmpHeader.RunLength4;

    private long Colours => Bits <= 8 && _header.ColoursUsed == 0 ? 1 << Bits : _header.ColoursUsed;

    private int MaskBytes => _header.Bytes != BmpHeader.InfoBytes ? 0 : Compression switch
    {
        BmpHeader.BitFields => 12,
        BmpHeader.AlphaBitFields => 16,
        _ => 0,
    };

    /// <summary>The sizes of header that browsers take.</summary>
    public static bool IsHeaderSize(uint bytes) =>
        bytes is BmpHeader.CoreBytes or 108 or 124 or 42 or 46 || (bytes is >= 16 and <= 64 && bytes % 4 == 0);

    public static Outcome<PictureStructure> Read(
        ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline) =>
        BmpHeader.Read(content.Span) is { } header
            ? new BmpStructure(content, header).Read(framesMax > 0, deadline)
            : Damage.Truncated;

    private Outcome<PictureStructure> Read(bool walksPixels, CancellationToken deadline)
    {
        if (Height == int.MinValue || Width <= 0 || Height == 0)
        {
            return Damage.Malformed;
        }

        var height = Math.Abs(Height);
        if (Bits is not (1 or 2 or 4 or 8 or 16 or 24 or 32) || Compression is 4 or 5 or > 6)
        {
            return new UnscannableReason(UnscannableCode.UnsupportedFormat, "bmp-variant");
        }

        // Run lengths (1, 2, and 4 in OS/2) end themselves, which the decoder insists on.
        var isCut = PixelsAt > _content.Length || (!IsRunLength && RowBytes * height > _content.Length - PixelsAt);
        var oddity = isCut ? null : HeaderOddity() ?? (walksPixels ? PixelOddity(height, deadline) : null);
        var perPixel = BytesPerPixel + (IsRunLength ? RunLengthBytesPerPixel : 0);
        var memory = ((long)Width * height * perPixel) + (RowBytes * 2) + (Width * 8L) + WorkBytes;
        return new PictureStructure(Width, height, 1, memory, [new FramePieces(Pieces(), 0, 0, Width, height)])
        {
            Oddity = oddity,
            Damage = isCut ? Damage.Truncated : null,
        };
    }

    // A header of a size between those that every decoder knows becomes one of 40 bytes, which says the same.
    private List<ReadOnlyMemory<byte>> Pieces()
    {
        if (_header.Bytes is BmpHeader.CoreBytes or BmpHeader.InfoBytes or > 64)
        {
            return [_content];
        }

        var start = new byte[BmpHeader.FileHeaderBytes + BmpHeader.InfoBytes];
        _content.Span[..BmpHeader.FileHeaderBytes].CopyTo(start);
        _header.InfoFields.CopyTo(start.AsSpan(BmpHeader.FileHeaderBytes));
        WriteInt32LittleEndian(start.AsSpan(BmpHeader.FileHeaderBytes), BmpHeader.InfoBytes);
        WriteUInt32LittleEndian(start.AsSpan(10), (uint)(PixelsAt + BmpHeader.InfoBytes - _header.Bytes));
        return [start, _content[(BmpHeader.FileHeaderBytes + _header.Bytes)..]];
    }

    private Oddity? HeaderOddity()
    {
        if (HasContestedColours())
        {
            return Oddity.ContestedColours;
        }

        var isKnownSize = _header.Bytes is BmpHeader.CoreBytes or BmpHeader.InfoBytes or 108 or 124;
        var tableEnd = BmpHeader.FileHeaderBytes + _header.Bytes + MaskBytes
            + (Bits > 8 ? 0 : Colours * _header.PaletteEntryBytes);
        var isPlain = isKnownSize && _header.Planes == 1 && Bits != 2
            && (Bits > 8 ? tableEnd <= PixelsAt : tableEnd == PixelsAt)
            && (Bits > 8 || Colours <= 1 << Bits)
            && Compression switch
            {
                0 => Bits != 16 || _header.Bytes == BmpHeader.InfoBytes,
                BmpHeader.RunLength8 => Bits == 8 && Height > 0,
                BmpHeader.RunLength4 => Bits == 4 && Height > 0,
                _ => Bits is 16 or 32 && HasUsualMasks(),
            }
            && HasUsualOpacity();
        return isPlain ? null : Oddity.HeaderVariant;
    }

    // Browsers apply a profile that is embedded, and no decoder here does.
    private bool HasContestedColours()
    {
        const int ColourSpaceAt = 56;
        const int ProfileAt = 112;
        const int VersionFiveBytes = 124;
        const uint Srgb = 0x73524742;
        const uint Windows = 0x57696E20;
        const uint Embedded = 0x4D424544;
        if (_header.Bytes < 108 || _header.Field(ColourSpaceAt) is 0 or Srgb or Windows)
        {
            return false;
        }

        if (_header.Bytes < VersionFiveBytes
            || _header.Field(ColourSpaceAt) != Embedded)
        {
            return true;
        }

        var from = BmpHeader.FileHeaderBytes + (long)_header.Field(ProfileAt);
        var length = _header.Field(ProfileAt + 4);
        return from + length > _content.Length
            || !ColourProfile.IsPlain(_content.Span.Slice((int)from, (int)length));
    }

    // Red, green and blue of 5 or 6 bits in 16, or of 8 in 32, blue lowest or red lowest.
    private bool HasUsualMasks()
    {
        var at = _content.Span[(BmpHeader.FileHeaderBytes + BmpHeader.InfoBytes)..];
        var (red, green, blue) =
            (ReadUInt32LittleEndian(at), ReadUInt32LittleEndian(at[4..]), ReadUInt32LittleEndian(at[8..]));
        return Bits == 16
            ? (red, green, blue) is (0x7C00, 0x03E0, 0x001F) or (0xF800, 0x07E0, 0x001F)
            : (red, green, blue) is (0x00FF0000, 0x0000FF00, 0x000000FF);
    }

    // Pixels of 16 or 32 bits alone have room for it. It is known to every decoder in the highest byte of 32, of
    // headers that have a place for its mask.
    private bool HasUsualOpacity() => Bits is not (16 or 32) || _header.OpacityMask switch
    {
        0 => true,
        0xFF000000 => Bits == 32 && _header.Bytes > BmpHeader.InfoBytes && Compression == BmpHeader.BitFields,
        _ => false,
    };

    private Oddity? PixelOddity(int height, CancellationToken deadline)
    {
        var pixels = _content.Span[(int)PixelsAt..];
        if (IsRunLength)
        {
            return BmpRuns.OddityOf(pixels, Width, height, Bits, (int)Colours, deadline);
        }

        var checksIndexes = Bits <= 8 && Colours < 1 << Bits;
        var checksSpare = Bits == 32 && Compression == 0;
        var (anySpare, allSpare) = (0, 0xFF);
        for (var y = 0; y < height && (checksIndexes || checksSpare); y++)
        {
            if (y % RowsBetweenLooks == 0)
            {
                deadline.ThrowIfCancellationRequested();
            }

            var row = pixels.Slice((int)(y * RowBytes), (int)RowBytes);
            if (checksIndexes && PngPixels.LargestIndex(row, Bits, Width) >= Colours)
            {
                return Oddity.PaletteIndex;
            }

            for (var x = 3; checksSpare && x < row.Length; x += 4)
            {
                (anySpare, allSpare) = (anySpare | row[x], allSpare & row[x]);
            }
        }

        // The fourth byte, which has no meaning here, is taken for opacity by some decoders if it has any.
        return anySpare != 0 && allSpare != 0xFF ? Oddity.HeaderVariant : null;
    }
}
