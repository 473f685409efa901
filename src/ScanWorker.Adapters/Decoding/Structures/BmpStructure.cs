using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>BMP: the headers, and whether the pixels that they promise are there.</summary>
internal static class BmpStructure
{
    private const int FileHeaderBytes = 14;
    private const int BytesPerPixel = 3;
    private const int RunLengthBytesPerPixel = 5;
    private const long WorkBytes = 64 << 10;

    public static Outcome<PictureStructure> Read(ReadOnlyMemory<byte> content)
    {
        var bytes = content.Span;
        var headerBytes = ReadInt32LittleEndian(bytes[FileHeaderBytes..]);
        if (bytes.Length < FileHeaderBytes + headerBytes)
        {
            return Damage.Truncated;
        }

        var header = bytes.Slice(FileHeaderBytes, headerBytes);
        var isOs2 = headerBytes == 12;
        var width = isOs2 ? ReadUInt16LittleEndian(header[4..]) : ReadInt32LittleEndian(header[4..]);
        var height = isOs2 ? ReadUInt16LittleEndian(header[6..]) : ReadInt32LittleEndian(header[8..]);
        var bits = ReadUInt16LittleEndian(header[(isOs2 ? 10 : 14)..]);
        var compression = headerBytes < 20 ? 0 : ReadUInt32LittleEndian(header[16..]);
        if (height == int.MinValue || width <= 0 || height == 0)
        {
            return Damage.Malformed;
        }

        // Below zero, rows go from top to bottom.
        height = Math.Abs(height);
        if (bits is not (1 or 2 or 4 or 8 or 16 or 24 or 32) || compression is 4 or 5 or > 6)
        {
            return new UnscannableReason(UnscannableCode.UnsupportedFormat, "bmp-variant");
        }

        // Run lengths (1, 2, and 4 in OS/2) end themselves, which the decoder insists on.
        var isRunLength = compression is 1 or 2;
        var pixelsAt = ReadUInt32LittleEndian(bytes[10..]);
        var rowBytes = (((long)width * bits) + 31) / 32 * 4;
        if (pixelsAt > bytes.Length || (!isRunLength && (rowBytes * height) > bytes.Length - pixelsAt))
        {
            return Damage.Truncated;
        }

        var perPixel = BytesPerPixel + (isRunLength ? RunLengthBytesPerPixel : 0);
        var memory = ((long)width * height * perPixel) + (rowBytes * 2) + (width * 8L) + WorkBytes;
        return new PictureStructure(width, height, 1, memory, [new FramePieces([content], 0, 0, width, height)]);
    }
}
