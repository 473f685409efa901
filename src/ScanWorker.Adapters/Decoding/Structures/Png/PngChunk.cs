using System.IO.Hashing;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures.Png;

/// <summary>Writes chunks of PNG around data that stays where it is.</summary>
internal static class PngChunk
{
    /// <summary>Longer pixel data is handed on as several chunks: the decoder holds one chunk at a time, and looks at
    /// the deadline between them.</summary>
    public const int DataBytesMax = 64 << 10;

    public static readonly ReadOnlyMemory<byte> Signature = (byte[])[0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n'];

    public static readonly ReadOnlyMemory<byte> End = (byte[])[0, 0, 0, 0, .. "IEND"u8, 0xAE, 0x42, 0x60, 0x82];

    /// <summary>Length and type, the data, and its checksum.</summary>
    public static List<ReadOnlyMemory<byte>> Pieces(ReadOnlySpan<byte> type, params List<ReadOnlyMemory<byte>> data)
    {
        var before = new byte[8];
        var after = new byte[4];
        WriteInt32BigEndian(before, data.Sum(part => part.Length));
        type.CopyTo(before.AsSpan(4));
        var checksum = new Crc32();
        checksum.Append(type);
        foreach (var part in data)
        {
            checksum.Append(part.Span);
        }

        WriteUInt32BigEndian(after, checksum.GetCurrentHashAsUInt32());
        return [before, .. data, after];
    }

    public static uint ChecksumOf(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var checksum = new Crc32();
        checksum.Append(type);
        checksum.Append(data);
        return checksum.GetCurrentHashAsUInt32();
    }
}
