using System.IO.Compression;
using System.Text;
using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Fuzz.Pictures.Colours;

/// <summary>Puts statements about colours into a picture, or changes those that it makes: profiles, codes, gammas and
/// markers, in the right places and in others.</summary>
internal static class ColourMutations
{
    // Parts of a JPEG.
    private const byte Frame = 0xC0;
    private const byte ProgressiveFrame = 0xC2;
    private const byte Scan = 0xDA;

    // X, Y and Z of sRGB's red, green and blue, in parts of 2^30.
    private static readonly int[] BmpPoints =
    [
        0x28F5_C28F, 0x151E_B851, 0x01EB_851E,
        0x1333_3333, 0x2666_6666, 0x0666_6666,
        0x0999_9999, 0x03D7_0A3D, 0x328F_5C28,
    ];

    private static readonly string[] PngKinds = ["iCCP", "gAMA", "cHRM", "cICP", "sRGB", "mDCV", "sBIT", "bKGD"];

    /// <param name="format">Of the picture.</param>
    /// <param name="parts">As <see cref="PictureParts"/> splits it; changed.</param>
    /// <param name="random">Decides.</param>
    /// <returns>Whether there was something to change.</returns>
    public static bool Change(ImageFormat format, List<byte[]> parts, Random random)
    {
        var colours = (StoredColours)random.Next(5);
        switch (format)
        {
            case ImageFormat.Jpeg:
                ChangeJpeg(parts, colours, random);
                return true;
            case ImageFormat.Png:
                parts.Insert(Place(parts, random), Chunk(colours, random));
                return true;
            case ImageFormat.Webp when parts[0].Length >= 12:
                ChangeWebp(parts, colours, random);
                return true;
            case ImageFormat.Bmp when parts.Count >= 3 && parts[1].Length == 40:
                ChangeBmp(parts, colours, random);
                return true;
            case ImageFormat.Avif:
                return ChangeAvif(parts, colours, random);
            default:
                return false;
        }
    }

    // Mostly early, where it counts; sometimes anywhere.
    private static int Place(List<byte[]> parts, Random random) =>
        Math.Min(parts.Count, 1 + random.Next(random.Next(4) > 0 ? 3 : parts.Count));

    private static void ChangeJpeg(List<byte[]> parts, StoredColours colours, Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                byte[] version = random.Next(4) > 0 ? [0, 100, 0, 0, 0, 0] : [0, 101];
                parts.Insert(Place(parts, random),
                    Segment(0xEE, [.. "Adobe"u8, .. version, (byte)random.Next(4)]));
                break;
            case 1:
                _ = parts.RemoveAll(part => part is [0xFF, 0xE0 or 0xEE, ..] && random.Next(3) > 0);
                break;
            case 2:
                ChangeIds(parts, random);
                break;
            default:
                var profile = ProfileMaker.Make(colours, random);
                var cut = random.Next(3) == 0 ? random.Next(1, profile.Length) : profile.Length;
                var count = (byte)(cut < profile.Length ? 2 : 1);
                List<byte[]> segments = [Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, count, .. profile[..cut]])];
                if (count == 2)
                {
                    segments.Insert(random.Next(2), Segment(0xE2, [.. "ICC_PROFILE\0"u8, 2, 2, .. profile[cut..]]));
                }

                parts.InsertRange(Place(parts, random), segments);
                break;
        }
    }

    private static void ChangeIds(List<byte[]> parts, Random random)
    {
        byte[] ids = random.Next(4) switch
        {
            0 => [0, 1, 2],
            1 => [.. "RGB"u8],
            2 => [.. "rgb"u8],
            _ => [(byte)random.Next(256), (byte)random.Next(256), (byte)random.Next(256)],
        };
        foreach (var part in parts)
        {
            var (at, step) = part is [0xFF, Frame or ProgressiveFrame, _, _, _, _, _, _, _, 3, ..] ? (10, 3)
                : part is [0xFF, Scan, _, _, 3, ..] ? (5, 2)
                : (0, 0);
            for (var i = 0; at > 0 && i < 3 && at + (i * step) < part.Length; i++)
            {
                part[at + (i * step)] = ids[i];
            }
        }
    }

    private static byte[] Segment(byte marker, byte[] data)
    {
        byte[] segment = [0xFF, marker, 0, 0, .. data];
        WriteUInt16BigEndian(segment.AsSpan(2), (ushort)Math.Min(segment.Length - 2, ushort.MaxValue));
        return segment;
    }

    private static byte[] Chunk(StoredColours colours, Random random)
    {
        var kind = PngKinds[random.Next(random.Next(2) == 0 ? 4 : PngKinds.Length)];
        byte[] data = kind switch
        {
            "iCCP" =>
                [.. "icc"u8, 0, (byte)(random.Next(8) == 0 ? 1 : 0), .. Packed(ProfileMaker.Make(colours, random))],
            "gAMA" when colours == StoredColours.Linear => Numbers(100_000),
            "gAMA" => Numbers(random.Next(3) > 0 ? 45_455 : random.Next(300_000)),
            "cHRM" when colours == StoredColours.Exchanged =>
                Numbers(31_270, 32_900, 15_000, 6000, 64_000, 33_000, 30_000, 60_000),
            "cHRM" => Numbers(31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, random.Next(20_000)),
            "cICP" =>
            [
                (byte)random.Next(1, 13), Transfer(colours, random), (byte)(random.Next(4) / 3), (byte)random.Next(2),
            ],
            "sRGB" => [(byte)random.Next(5)],
            _ => Numbers(random.Next(), random.Next())[..random.Next(9)],
        };
        return [0, 0, 0, 0, .. Encoding.ASCII.GetBytes(kind), .. data, 0, 0, 0, 0];
    }

    private static byte Transfer(StoredColours colours, Random random) => colours switch
    {
        StoredColours.Linear => 8,
        StoredColours.Perceptual => 16,
        _ => (byte)random.Next(1, 19),
    };

    private static byte[] Packed(byte[] profile)
    {
        using var packed = new MemoryStream();
        using (var packing = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            packing.Write(profile);
        }

        return packed.ToArray();
    }

    private static byte[] Numbers(params int[] values)
    {
        var bytes = new byte[4 * values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            WriteInt32BigEndian(bytes.AsSpan(4 * i), values[i]);
        }

        return bytes;
    }

    private static void ChangeWebp(List<byte[]> parts, StoredColours colours, Random random)
    {
        const int ProfileFlag = 0x20;
        var profile = ProfileMaker.Make(colours, random);
        byte[] chunk = [.. "ICCP"u8, 0, 0, 0, 0, .. profile, .. new byte[profile.Length & 1]];
        WriteInt32LittleEndian(chunk.AsSpan(4), profile.Length);
        if (parts.Count < 2 || parts[1].Length < 18 || !parts[1].AsSpan().StartsWith("VP8X"u8))
        {
            parts.Insert(1,
            [
                .. "VP8X"u8, 10, 0, 0, 0, 0, 0, 0, 0,
                PictureFuzzTarget.Width - 1, 0, 0, PictureFuzzTarget.Height - 1, 0, 0,
            ]);
        }

        parts[1][8] = (byte)(random.Next(6) > 0 ? parts[1][8] | ProfileFlag : parts[1][8] & ~ProfileFlag);
        parts.Insert(random.Next(4) > 0 ? 2 : random.Next(1, parts.Count + 1), chunk);
    }

    // The header of version 4 or 5, with end points and gammas or with a profile at the end.
    private static void ChangeBmp(List<byte[]> parts, StoredColours colours, Random random)
    {
        var header = new byte[random.Next(3) == 0 ? 108 : 124];
        parts[1].CopyTo(header, 0);
        WriteInt32LittleEndian(header, header.Length);
        var profile = ProfileMaker.Make(colours, random);
        var isProfile = header.Length == 124 && random.Next(2) == 0;
        var kind = isProfile ? "DEBM"u8 : random.Next(2) == 0 ? [0, 0, 0, 0] : "BGRs"u8;
        kind.CopyTo(header.AsSpan(56));
        var first = colours == StoredColours.Exchanged ? 2 : 0;
        for (var i = 0; i < 9; i++)
        {
            WriteInt32LittleEndian(header.AsSpan(60 + (4 * i)), BmpPoints[((3 * first) + i) % 9]);
        }

        for (var i = 0; i < 3; i++)
        {
            WriteInt32LittleEndian(
                header.AsSpan(96 + (4 * i)), colours == StoredColours.Linear ? 0x1_0000 : random.Next(0x6_0000));
        }

        var grown = header.Length - parts[1].Length;
        parts[1] = header;
        if (isProfile)
        {
            var at = parts.Sum(part => part.Length) - 14;
            WriteInt32LittleEndian(header.AsSpan(112), at);
            WriteInt32LittleEndian(header.AsSpan(116), profile.Length);
            parts.Add(profile);
        }

        if (parts[0].Length >= 14)
        {
            WriteInt32LittleEndian(parts[0].AsSpan(10), ReadInt32LittleEndian(parts[0].AsSpan(10)) + grown);
        }
    }

    // In the room that a box has: offsets into the file stay right.
    private static bool ChangeAvif(List<byte[]> parts, StoredColours colours, Random random)
    {
        var boxes = parts.Where(part => part.Length > 12 && part.AsSpan(4).StartsWith("colr"u8)).ToList();
        if (boxes.Count == 0)
        {
            return false;
        }

        var box = boxes[random.Next(boxes.Count)].AsSpan();
        if (box[8..].StartsWith("nclx"u8) && box.Length >= 19)
        {
            (box[13], box[15], box[17], box[18]) = random.Next(4) switch
            {
                0 => ((byte)random.Next(1, 23), box[15], box[17], box[18]),
                1 => (box[13], Transfer(colours, random), box[17], box[18]),
                2 => (box[13], box[15], (byte)random.Next(15), box[18]),
                _ => (box[13], box[15], box[17], (byte)(box[18] ^ 0x80)),
            };
            return true;
        }

        var profile = ProfileMaker.Make(colours, random);
        if (profile.Length > box.Length - 12)
        {
            return false;
        }

        box[12..].Clear();
        profile.CopyTo(box[12..]);
        if (random.Next(8) == 0)
        {
            "rICC"u8.CopyTo(box[8..]);
        }

        return true;
    }
}
