using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>The pixels of one WebP picture: <c>VP8L</c>, or <c>VP8 </c> with an optional <c>ALPH</c>.</summary>
internal struct WebpBitstream
{
    private const int LosslessHeaderBytes = 5;
    private const int LossyHeaderBytes = 10;
    private const int ExtendedAlphaFlag = 0x10;

    private ReadOnlyMemory<byte> _alpha;
    private ReadOnlyMemory<byte> _pixels;
    private bool _isLossless;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public readonly long DecodeBytes(bool isAnimated)
    {
        // Measured: the picture; beside it, lossless pixels twice as 32 bits, or lossy ones once; transparency as 8
        // and 32 bits.
        var pixels = (long)Width * Height;
        var perPixel = (isAnimated ? 4 : 3) + (_isLossless ? 8 : _alpha.IsEmpty ? 4 : 9);
        return (pixels * perPixel) + _pixels.Length + _alpha.Length;
    }

    /// <summary>Takes a chunk.</summary>
    /// <returns>False if it is broken, or the second of its kind.</returns>
    public bool Take(string type, ReadOnlyMemory<byte> data)
    {
        if (type == "ALPH")
        {
            var isFirst = _alpha.IsEmpty && _pixels.IsEmpty && data.Length > 1;
            _alpha = data;
            return isFirst;
        }

        if (!_pixels.IsEmpty)
        {
            return false;
        }

        (_pixels, _isLossless) = (data, type == "VP8L");
        return _isLossless ? ReadLossless(data.Span) : ReadLossy(data.Span);
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

    private bool ReadLossless(ReadOnlySpan<byte> data)
    {
        if (data.Length < LosslessHeaderBytes || data[0] != 0x2F)
        {
            return false;
        }

        var bits = ReadUInt32LittleEndian(data[1..]);
        (Width, Height) = ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
        return true;
    }

    private bool ReadLossy(ReadOnlySpan<byte> data)
    {
        if (data.Length < LossyHeaderBytes || !data.Slice(3, 3).SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]))
        {
            return false;
        }

        // The first partition's length stands in the frame tag: it must end within the chunk.
        var firstPartition = (data[0] | (data[1] << 8) | (data[2] << 16)) >> 5;
        Width = ReadUInt16LittleEndian(data[6..]) & 0x3FFF;
        Height = ReadUInt16LittleEndian(data[8..]) & 0x3FFF;
        return Width > 0 && Height > 0 && firstPartition <= data.Length - LossyHeaderBytes;
    }
}
