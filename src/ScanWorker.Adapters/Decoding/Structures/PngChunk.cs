using System.Buffers.Binary;
using System.IO.Hashing;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>Writes chunks of PNG around data that stays where it is.</summary>
internal static class PngChunk
{
    /// <summary>Longer pixel data is handed on as several chunks: the decoder holds one chunk at a time, and looks at the deadline between them.</summary>
    public const int DataBytesMax = 64 << 10;

    public static readonly ReadOnlyMemory<byte> Signature = new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A };

    public static readonly ReadOnlyMemory<byte> End = new byte[] { 0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82 };

    /// <summary>Length and type, the data, and its checksum.</summary>
    public static ReadOnlyMemory<byte>[] Pieces(ReadOnlySpan<byte> type, ReadOnlyMemory<byte> data)
    {
        var before = new byte[8];
        var after = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(before, data.Length);
        type.CopyTo(before.AsSpan(4));
        BinaryPrimitives.WriteUInt32BigEndian(after, ChecksumOf(type, data.Span));
        return [before, data, after];
    }

    public static uint ChecksumOf(ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        var checksum = new Crc32();
        checksum.Append(type);
        checksum.Append(data);
        return checksum.GetCurrentHashAsUInt32();
    }
}
