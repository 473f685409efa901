using ScanWorker.Adapters.Decoding.Structures.Png;
using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>BMP: the headers, and whether the pixels that they promise are there.</summary>
internal sealed class BmpStructure
{
    private const int FileHeaderBytes = 14;
    private const int CoreBytes = 12;
    private const int InfoBytes = 40;
    private const int BytesPerPixel = 3;
    private const int RunLengthBytesPerPixel = 5;
    private const int RowsBetweenLooks = 1024;
    private const long WorkBytes = 64 << 10;
    private const uint RunLength8 = 1;
    private const uint RunLength4 = 2;
    private const uint BitFields = 3;
    private const uint AlphaBitFields = 6;

    private readonly ReadOnlyMemory<byte> _content;
    private readonly int _headerBytes;
    private readonly byte[] _header;

    private BmpStructure(ReadOnlyMemory<byte> content, int headerBytes)
    {
        (_content, _headerBytes) = (content, headerBytes);

        // Fields that a short header leaves out are zero.
        _header = new byte[Math.Max(headerBytes, InfoBytes)];
        content.Span.Slice(FileHeaderBytes, headerBytes).CopyTo(_header);
        IsCore = headerBytes == CoreBytes;
        Width = IsCore ? ReadUInt16LittleEndian(_header.AsSpan(4)) : ReadInt32LittleEndian(_header.AsSpan(4));
        Height = IsCore ? ReadUInt16LittleEndian(_header.AsSpan(6)) : ReadInt32LittleEndian(_header.AsSpan(8));
        Planes = ReadUInt16LittleEndian(_header.AsSpan(IsCore ? 8 : 12));
        Bits = ReadUInt16LittleEndian(_header.AsSpan(IsCore ? 10 : 14));
        Compression = IsCore ? 0 : ReadUInt32LittleEndian(_header.AsSpan(16));
        ColoursUsed = IsCore ? 0 : ReadUInt32LittleEndian(_header.AsSpan(32));
        PixelsAt = ReadUInt32LittleEndian(content.Span[10..]);
    }

    private bool IsCore { get; }

    private int Width { get; }

    /// <summary>Below zero, rows go from top to bottom.</summary>
    private int Height { get; }

    private int Planes { get; }

    private int Bits { get; }

    private uint Compression { get; }

    private uint ColoursUsed { get; }

    private uint PixelsAt { get; }

    private bool IsRunLength => Compression is RunLength8 or RunLength4;

    private long RowBytes => (((long)Width * Bits) + 31) / 32 * 4;

    private int PaletteEntryBytes => IsCore ? 3 : 4;

    private long Colours => Bits > 8 ? ColoursUsed : ColoursUsed == 0 ? 1 << Bits : ColoursUsed;

    private int MaskBytes => _headerBytes != InfoBytes ? 0 : Compression switch
    {
        BitFields => 12,
        AlphaBitFields => 16,
        _ => 0,
    };

    /// <summary>The sizes of header that browsers take.</summary>
    public static bool IsHeaderSize(uint bytes) =>
        bytes is CoreBytes or 108 or 124 or 42 or 46 || (bytes is >= 16 and <= 64 && bytes % 4 == 0);

    public static Outcome<PictureStructure> Read(
        ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline)
    {
        var headerBytes = ReadInt32LittleEndian(content.Span[FileHeaderBytes..]);
        return content.Length < FileHeaderBytes + headerBytes
            ? Damage.Truncated
            : new BmpStructure(content, headerBytes).Read(framesMax > 0, deadline);
    }

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
        if (_headerBytes is CoreBytes or InfoBytes or > 64)
        {
            return [_content];
        }

        var start = new byte[FileHeaderBytes + InfoBytes];
        _content.Span[..FileHeaderBytes].CopyTo(start);
        _header.AsSpan(0, InfoBytes).CopyTo(start.AsSpan(FileHeaderBytes));
        WriteInt32LittleEndian(start.AsSpan(FileHeaderBytes), InfoBytes);
        WriteUInt32LittleEndian(start.AsSpan(10), (uint)(PixelsAt + InfoBytes - _headerBytes));
        return [start, _content[(FileHeaderBytes + _headerBytes)..]];
    }

    private Oddity? HeaderOddity()
    {
        if (HasContestedColours())
        {
            return Oddity.ContestedColours;
        }

        var isKnownSize = _headerBytes is CoreBytes or InfoBytes or 108 or 124;
        var tableEnd = FileHeaderBytes + _headerBytes + MaskBytes + (Bits > 8 ? 0 : Colours * PaletteEntryBytes);
        var isPlain = isKnownSize && Planes == 1 && Bits != 2
            && (Bits > 8 ? tableEnd <= PixelsAt : tableEnd == PixelsAt)
            && (Bits > 8 || Colours <= 1 << Bits)
            && Compression switch
            {
                0 => Bits != 16 || _headerBytes == InfoBytes,
                RunLength8 => Bits == 8 && Height > 0,
                RunLength4 => Bits == 4 && Height > 0,
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
        if (_headerBytes < 108 || ReadUInt32LittleEndian(_header.AsSpan(ColourSpaceAt)) is 0 or Srgb or Windows)
        {
            return false;
        }

        if (_headerBytes < VersionFiveBytes
            || ReadUInt32LittleEndian(_header.AsSpan(ColourSpaceAt)) != Embedded)
        {
            return true;
        }

        var from = FileHeaderBytes + (long)ReadUInt32LittleEndian(_header.AsSpan(ProfileAt));
        var length = ReadUInt32LittleEndian(_header.AsSpan(ProfileAt + 4));
        return from + length > _content.Length
            || !ColourProfile.IsPlain(_content.Span.Slice((int)from, (int)length));
    }

    // Red, green and blue of 5 or 6 bits in 16, or of 8 in 32, blue lowest or red lowest.
    private bool HasUsualMasks()
    {
        var at = _content.Span[(FileHeaderBytes + InfoBytes)..];
        var (red, green, blue) =
            (ReadUInt32LittleEndian(at), ReadUInt32LittleEndian(at[4..]), ReadUInt32LittleEndian(at[8..]));
        return Bits == 16
            ? (red, green, blue) is (0x7C00, 0x03E0, 0x001F) or (0xF800, 0x07E0, 0x001F)
            : (red, green, blue) is (0x00FF0000, 0x0000FF00, 0x000000FF);
    }

    // Pixels of 16 or 32 bits alone have room for it. It is known to every decoder in the highest byte of 32, of
    // headers that have a place for its mask.
    private bool HasUsualOpacity() => Bits is not (16 or 32) || BmpOpacity.MaskOf(_content.Span) switch
    {
        0 => true,
        0xFF000000 => Bits == 32 && _headerBytes > InfoBytes && Compression == BitFields,
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
