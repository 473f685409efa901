using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>The pixels of one WebP picture: <c>VP8L</c>, or <c>VP8 </c> with an optional <c>ALPH</c>.</summary>
internal struct WebpBitstream
{
    private const int LosslessHeaderBytes = 5;
    private const int LossyHeaderBytes = 10;
    private const int ExtendedAlphaFlag = 0x10;

    /// <summary>Measured: what ImageSharp holds for one group of Huffman codes.</summary>
    private const int BytesPerGroup = 26 << 10;

    /// <summary>More than any honest encoder makes.</summary>
    private const int GroupsMax = 2048;

    private ReadOnlyMemory<byte> _alpha;
    private ReadOnlyMemory<byte> _pixels;
    private bool _isLossless;
    private int _groups;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public readonly bool HasPixels => !_pixels.IsEmpty;

    /// <summary>Some of its pixels may be transparent.</summary>
    public readonly bool HasAlpha => _isLossless ? (_pixels.Span[4] & 0x10) != 0 : !_alpha.IsEmpty;

    public readonly long DecodeBytes(bool isAnimated)
    {
        // Measured: the picture; beside it, lossless pixels twice as 32 bits, or lossy ones once; transparency as 8
        // and 32 bits; the tables of each group of codes.
        var pixels = (long)Width * Height;
        var perPixel = (isAnimated ? 4 : 3) + (_isLossless ? 8 : _alpha.IsEmpty ? 4 : 9);
        return (pixels * perPixel) + _pixels.Length + _alpha.Length + (_groups * (long)BytesPerGroup);
    }

    /// <summary>Takes a chunk.</summary>
    /// <param name="type"><c>ALPH</c>, <c>VP8 </c> or <c>VP8L</c>.</param>
    /// <param name="data">Its data.</param>
    /// <param name="deadline">Ends the look at it.</param>
    /// <param name="oddity">What is odd about it. A second one of its kind is, and is not looked at.</param>
    /// <returns>False if it is broken.</returns>
    public bool Take(string type, ReadOnlyMemory<byte> data, CancellationToken deadline, out Oddity? oddity)
    {
        oddity = null;
        if (HasPixels || (type == "ALPH" && !_alpha.IsEmpty))
        {
            oddity = type == "ALPH" && _alpha.IsEmpty ? Oddity.PartOrder : Oddity.RepeatedPart;
            return true;
        }

        if (type == "ALPH")
        {
            // Filtering, packing and reserved bits: values that no decoder knows are taken differently.
            oddity = data.Length < 2 || (data.Span[0] & 0xC3) > 1 || (data.Span[0] & 0x30) > 0x10
                ? Oddity.PartShape
                : null;
            _alpha = data;
            return data.Length > 1;
        }

        (_pixels, _isLossless) = (data, type == "VP8L");
        oddity = _isLossless && !_alpha.IsEmpty ? Oddity.PartOrder : null;
        return _isLossless ? ReadLossless(data.Span, deadline, ref oddity) : ReadLossy(data.Span, ref oddity);
    }

    /// <summary>A complete still picture.</summary>
    public readonly List<ReadOnlyMemory<byte>> ToFile()
    {
        List<ReadOnlyMemory<byte>> chunks = [];
        if (!_alpha.IsEmpty && !_isLossless)
        {
            var extended = new byte[10];
            extended[0] = ExtendedAlphaFlag;
            Write24(extended.AsSpan(4), Width - 1);
            Write24(extended.AsSpan(7), Height - 1);
            AddChunk(chunks, "VP8X"u8, extended);
            AddChunk(chunks, "ALPH"u8, _alpha);
        }

        AddChunk(chunks, _isLossless ? "VP8L"u8 : "VP8 "u8, _pixels);
        var riff = new byte[12];
        "RIFF"u8.CopyTo(riff);
        WriteInt32LittleEndian(riff.AsSpan(4), 4 + chunks.Sum(chunk => chunk.Length));
        "WEBP"u8.CopyTo(riff.AsSpan(8));
        chunks.Insert(0, riff);
        return chunks;
    }

    private static void AddChunk(List<ReadOnlyMemory<byte>> chunks, ReadOnlySpan<byte> type, ReadOnlyMemory<byte> data)
    {
        var header = new byte[8];
        type.CopyTo(header);
        WriteInt32LittleEndian(header.AsSpan(4), data.Length);
        chunks.Add(header);
        chunks.Add(data);
        if (data.Length % 2 == 1)
        {
            chunks.Add(new byte[1]);
        }
    }

    private static void Write24(Span<byte> bytes, int value) =>
        (bytes[0], bytes[1], bytes[2]) = ((byte)value, (byte)(value >> 8), (byte)(value >> 16));

    private bool ReadLossless(ReadOnlySpan<byte> data, CancellationToken deadline, ref Oddity? oddity)
    {
        if (data.Length < LosslessHeaderBytes || data[0] != 0x2F)
        {
            _pixels = default;
            return false;
        }

        var bits = ReadUInt32LittleEndian(data[1..]);
        (Width, Height) = ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        var read = LosslessGroups.Read(data, Width, Height, deadline);
        _groups = read?.Groups ?? 1;
        oddity ??= read is not { } found || bits >> 29 != 0 ? Oddity.PixelData
            : found.Groups > Math.Min(found.Places, GroupsMax) ? Oddity.TooManyParts
            : null;
        return true;
    }

    private bool ReadLossy(ReadOnlySpan<byte> data, ref Oddity? oddity)
    {
        if (data.Length < LossyHeaderBytes || !data.Slice(3, 3).SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
        {
            _pixels = default;
            return false;
        }

        // The frame tag: a key frame, to be shown, of a known version; and the first partition's length, which must
        // end within the chunk. The pixels themselves are not walked.
        var tag = data[0] | (data[1] << 8) | (data[2] << 16);
        Width = ReadUInt16LittleEndian(data[6..]) & 0x3FFF;
        Height = ReadUInt16LittleEndian(data[8..]) & 0x3FFF;
        var isPlain = (tag & 1) == 0 && (tag >> 1 & 7) <= 3 && (tag & 0x10) != 0;
        var coded = data[LossyHeaderBytes..];
        var firstBytes = tag >> 5;
        oddity ??= isPlain && firstBytes <= coded.Length
            && LossyHeader.IsPlain(coded[..firstBytes], coded[firstBytes..])
                ? null
                : Oddity.PixelData;
        return Width > 0 && Height > 0;
    }
}
