using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>What the headers of a BMP say, of whatever size they are. Fields that a short one leaves out are
/// zero.</summary>
internal sealed class BmpHeader
{
    public const int FileHeaderBytes = 14;
    public const int CoreBytes = 12;
    public const int InfoBytes = 40;
    public const uint RunLength8 = 1;
    public const uint RunLength4 = 2;
    public const uint BitFields = 3;
    public const uint AlphaBitFields = 6;

    private const int OpacityMaskAt = 40 + 12;

    private readonly byte[] _fields;

    private BmpHeader(ReadOnlySpan<byte> content, int bytes)
    {
        Bytes = bytes;
        _fields = new byte[Math.Max(bytes, InfoBytes)];
        content.Slice(FileHeaderBytes, bytes).CopyTo(_fields);
        Width = IsCore ? ReadUInt16LittleEndian(_fields.AsSpan(4)) : ReadInt32LittleEndian(_fields.AsSpan(4));
        Height = IsCore ? ReadUInt16LittleEndian(_fields.AsSpan(6)) : ReadInt32LittleEndian(_fields.AsSpan(8));
        Planes = ReadUInt16LittleEndian(_fields.AsSpan(IsCore ? 8 : 12));
        Bits = ReadUInt16LittleEndian(_fields.AsSpan(IsCore ? 10 : 14));
        Compression = IsCore ? 0 : Field(16);
        ColoursUsed = IsCore ? 0 : Field(32);
        PixelsAt = ReadUInt32LittleEndian(content[10..]);
        OpacityMask = OpacityMaskIn(content);
    }

    /// <summary>Of the header behind that of the file.</summary>
    public int Bytes { get; }

    public bool IsCore => Bytes == CoreBytes;

    public int Width { get; }

    /// <summary>Below zero, rows go from top to bottom.</summary>
    public int Height { get; }

    public int Planes { get; }

    public int Bits { get; }

    public uint Compression { get; }

    public uint ColoursUsed { get; }

    /// <summary>Where pixels begin, from the start of the file; it may lie beyond the end.</summary>
    public uint PixelsAt { get; }

    /// <summary>Which bits of a pixel are its opacity; 0 if none are.</summary>
    public uint OpacityMask { get; }

    public long RowBytes => (((long)Width * Bits) + 31) / 32 * 4;

    public int PaletteEntryBytes => IsCore ? 3 : 4;

    /// <returns>Null where the content ends within the headers.</returns>
    public static BmpHeader? Read(ReadOnlySpan<byte> content)
    {
        var bytes = content.Length < FileHeaderBytes + 4 ? -1 : ReadInt32LittleEndian(content[FileHeaderBytes..]);
        return bytes < CoreBytes || content.Length - FileHeaderBytes < bytes ? null : new BmpHeader(content, bytes);
    }

    /// <summary>Four bytes of the header.</summary>
    public uint Field(int at) => ReadUInt32LittleEndian(_fields.AsSpan(at));

    /// <summary>The first fields, as many as one of <see cref="InfoBytes"/> has.</summary>
    public ReadOnlySpan<byte> InfoFields => _fields.AsSpan(0, InfoBytes);

    // Within the larger headers, and behind that of 40 bytes if its compression says so.
    private uint OpacityMaskIn(ReadOnlySpan<byte> content) =>
        (Bytes is 56 or 60 or 108 or 124 || (Bytes == InfoBytes && Compression == AlphaBitFields))
        && content.Length >= FileHeaderBytes + OpacityMaskAt + 4
            ? ReadUInt32LittleEndian(content[(FileHeaderBytes + OpacityMaskAt)..])
            : 0;
}
