using System.IO.Hashing;
using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Fuzz.Pictures;

/// <summary>A picture as the parts that its format is made of, and whole again. Together the parts are the
/// file.</summary>
internal static class PictureParts
{
    public static List<byte[]> Split(ImageFormat format, byte[] file)
    {
        List<int> cuts = format switch
        {
            ImageFormat.Jpeg => JpegCuts(file),
            ImageFormat.Png => ChunkCuts(file, 8, at => ReadUInt32BigEndian(file.AsSpan(at)), 12),
            ImageFormat.Webp => ChunkCuts(file, 12, at => ReadUInt32LittleEndian(file.AsSpan(at + 4)), 8, isEven: true),
            ImageFormat.Gif => GifCuts(file),
            ImageFormat.Ico => [.. Enumerable.Range(0, file[4] + 1).Select(i => 6 + (16 * i)), .. IcoCuts(file)],
            ImageFormat.Avif => BoxCuts(file, 0, file.Length),
            _ => [14, 14 + file[14], (int)Math.Min(ReadUInt32LittleEndian(file.AsSpan(10)), file.Length)],
        };
        List<byte[]> parts = [];
        var from = 0;
        foreach (var cut in cuts.Append(file.Length).Where(cut => cut <= file.Length).Order())
        {
            if (cut > from)
            {
                parts.Add(file[from..cut]);
                from = cut;
            }
        }

        return parts;
    }

    /// <summary>Puts checksums and lengths right again.</summary>
    public static byte[] Join(ImageFormat format, List<byte[]> parts, bool seals)
    {
        byte[] file = [.. parts.SelectMany(part => part)];
        if (!seals)
        {
            return file;
        }

        if (format == ImageFormat.Png)
        {
            foreach (var part in parts.Where(part => part.Length >= 12))
            {
                WriteInt32BigEndian(part, part.Length - 12);
                WriteUInt32BigEndian(part.AsSpan(part.Length - 4), Crc32.HashToUInt32(part.AsSpan(4, part.Length - 8)));
            }

            return [.. parts.SelectMany(part => part)];
        }

        if (format == ImageFormat.Webp && file.Length >= 8)
        {
            WriteInt32LittleEndian(file.AsSpan(4), file.Length - 8);
        }

        return file;
    }

    private static List<int> JpegCuts(byte[] file)
    {
        List<int> cuts = [2];
        for (var at = 2; at + 4 <= file.Length && file[at] == 0xFF;)
        {
            var marker = file[at + 1];
            at += marker is 0xD8 or 0xD9 or (>= 0xD0 and <= 0xD7) ? 2 : 2 + ReadUInt16BigEndian(file.AsSpan(at + 2));
            cuts.Add(at);
            if (marker is 0xDA or (>= 0xD0 and <= 0xD7))
            {
                while (at + 1 < file.Length && (file[at] != 0xFF || file[at + 1] == 0))
                {
                    at++;
                }

                cuts.Add(at);
            }
        }

        return cuts;
    }

    private static List<int> ChunkCuts(
        byte[] file, int start, Func<int, uint> length, int around, bool isEven = false)
    {
        List<int> cuts = [];
        for (long at = start; at + around <= file.Length;)
        {
            cuts.Add((int)at);
            var bytes = length((int)at);
            at += around + bytes + (isEven ? bytes & 1 : 0);
        }

        return cuts;
    }

    private static IEnumerable<int> IcoCuts(byte[] file) =>
        Enumerable.Range(0, file[4]).Select(i => ReadInt32LittleEndian(file.AsSpan(6 + (16 * i) + 12)));

    // Boxes within boxes: those that hold others are cut behind their own fields.
    private static List<int> BoxCuts(byte[] file, int from, int until)
    {
        List<int> cuts = [];
        for (var at = from; at + 8 <= until;)
        {
            cuts.Add(at);
            var bytes = ReadInt32BigEndian(file.AsSpan(at));
            var end = bytes >= 8 ? Math.Min(until, at + bytes) : until;
            var fields = file.AsSpan(at + 4, 4) switch
            {
                [(byte)'m', (byte)'e', (byte)'t', (byte)'a'] => 12,
                [(byte)'i', (byte)'p', (byte)'r', (byte)'p'] => 8,
                [(byte)'i', (byte)'p', (byte)'c', (byte)'o'] => 8,
                [(byte)'i', (byte)'i', (byte)'n', (byte)'f'] => 14,
                [(byte)'i', (byte)'r', (byte)'e', (byte)'f'] => 12,
                _ => 0,
            };
            if (fields > 0)
            {
                cuts.AddRange(BoxCuts(file, at + fields, end));
            }

            at = end;
        }

        return cuts;
    }

    private static List<int> GifCuts(byte[] file)
    {
        List<int> cuts = [6, 13];
        var at = 13 + TableBytes(file[10]);
        while (at < file.Length && file[at] is 0x21 or 0x2C)
        {
            cuts.Add(at);
            if (file[at] == 0x2C && at + 10 < file.Length)
            {
                cuts.Add(at + 10);
                at += 10 + TableBytes(file[at + 9]);
                cuts.Add(at);
                at++;
            }
            else
            {
                at += 2;
            }

            while (at < file.Length && file[at] != 0)
            {
                at += file[at] + 1;
            }

            at++;
        }

        cuts.Add(at);
        return cuts;
    }

    private static int TableBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
}
