using System.IO.Hashing;
using ScanWorker.Adapters.Samples;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Testing;

/// <summary>Animations with frames of any place, disposal and blending, put together from still pictures byte by
/// byte.</summary>
internal static class TestAnimations
{
    /// <summary>An animated PNG. Its default image is the first frame, which must cover the canvas.</summary>
    public static byte[] Png(IReadOnlyList<TestFrame> frames)
    {
        using var file = new MemoryStream();
        var (first, sequence) = (frames[0].ToPng(), 0);
        file.Write(first.AsSpan(0, 8));
        WriteChunk(file, "IHDR", Chunks(first, isPng: true).First(chunk => chunk.Type == "IHDR").Data);
        WriteChunk(file, "acTL", [.. Big(frames.Count), .. Big(0)]);
        foreach (var frame in frames)
        {
            var dispose = frame.Disposal switch { TestDisposal.Clear => 1, TestDisposal.Restore => 2, _ => 0 };
            WriteChunk(file, "fcTL",
            [
                .. Big(sequence++), .. Big(frame.Picture.Width), .. Big(frame.Picture.Height),
                .. Big(frame.X), .. Big(frame.Y), 0, 10, 0, 100, (byte)dispose, (byte)(frame.Blends ? 1 : 0),
            ]);
            foreach (var data in Chunks(frame.ToPng(), isPng: true).Where(chunk => chunk.Type == "IDAT"))
            {
                var isFirst = ReferenceEquals(frame, frames[0]);
                WriteChunk(file, isFirst ? "IDAT" : "fdAT", isFirst ? data.Data : [.. Big(sequence++), .. data.Data]);
            }
        }

        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>An animated WebP of lossless frames, at even places.</summary>
    public static byte[] Webp(int width, int height, IReadOnlyList<TestFrame> frames)
    {
        using var chunks = new MemoryStream();
        chunks.Write("WEBP"u8);
        WriteRiff(chunks, "VP8X", [0x12, 0, 0, 0, .. Little24(width - 1), .. Little24(height - 1)]);
        WriteRiff(chunks, "ANIM", new byte[6]);
        foreach (var frame in frames)
        {
            using var inner = new MemoryStream();
            var flags = (frame.Blends ? 0 : 2) | (frame.Disposal == TestDisposal.Clear ? 1 : 0);
            inner.Write([
                .. Little24(frame.X / 2), .. Little24(frame.Y / 2), .. Little24(frame.Picture.Width - 1),
                .. Little24(frame.Picture.Height - 1), .. Little24(frame.DurationMs), (byte)flags,
            ]);
            var pixels = Chunks(frame.Picture.ToLosslessWebp(), isPng: false).First(chunk => chunk.Type == "VP8L");
            WriteRiff(inner, "VP8L", pixels.Data);
            WriteRiff(chunks, "ANMF", inner.ToArray());
        }

        using var file = new MemoryStream();
        WriteRiff(file, "RIFF", chunks.ToArray());
        return file.ToArray();
    }

    /// <summary>An animated GIF. The frames' colours are rounded to a palette of their own.</summary>
    public static byte[] Gif(int width, int height, IReadOnlyList<TestFrame> frames)
    {
        using var file = new MemoryStream();
        file.Write("GIF89a"u8);
        file.Write([.. Little16(width), .. Little16(height), 0, 0, 0]);
        foreach (var frame in frames)
        {
            var still = frame.Picture.ToGif();
            var paletteBytes = 3 << ((still[10] & 7) + 1);
            var image = 13 + paletteBytes;
            while (still[image] != 0x2C)
            {
                image += 2;
                while (still[image] != 0)
                {
                    image += still[image] + 1;
                }

                image++;
            }

            var disposal = frame.Disposal switch { TestDisposal.Clear => 2, TestDisposal.Restore => 3, _ => 1 };
            file.Write([0x21, 0xF9, 4, (byte)(disposal << 2), 10, 0, 0, 0]);
            file.Write([0x2C, .. Little16(frame.X), .. Little16(frame.Y), .. still.AsSpan(image + 5, 4)]);

            // The still picture's palette becomes the frame's own; its trailer is left out.
            file.WriteByte((byte)(0x80 | (still[10] & 7)));
            file.Write(still.AsSpan(13, paletteBytes));
            file.Write(still.AsSpan((image + 10)..^1));
        }

        file.WriteByte(0x3B);
        return file.ToArray();
    }

    private static IEnumerable<(string Type, byte[] Data)> Chunks(byte[] file, bool isPng)
    {
        for (var at = isPng ? 8 : 12; at + 8 <= file.Length;)
        {
            var header = file.AsSpan(at, 8);
            var length = isPng ? ReadInt32BigEndian(header) : ReadInt32LittleEndian(header[4..]);
            var type = System.Text.Encoding.ASCII.GetString(isPng ? header[4..] : header[..4]);
            yield return (type, file[(at + 8)..(at + 8 + length)]);
            at += 8 + length + (isPng ? 4 : length & 1);
        }
    }

    private static void WriteChunk(MemoryStream file, string type, byte[] data)
    {
        byte[] typed = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        file.Write([.. Big(data.Length), .. typed, .. Big((int)Crc32.HashToUInt32(typed))]);
    }

    private static void WriteRiff(MemoryStream file, string type, byte[] data)
    {
        byte[] length = [.. Little16(data.Length & 0xFFFF), .. Little16(data.Length >> 16)];
        file.Write([.. System.Text.Encoding.ASCII.GetBytes(type), .. length, .. data, .. new byte[data.Length & 1]]);
    }

    private static byte[] Big(int value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];

    private static byte[] Little16(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] Little24(int value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16)];
}
