using ScanWorker.Adapters.Samples;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Tests.Decoding.Structures;

/// <summary>Plain pictures made odd, one way at a time.</summary>
internal static class OddPictures
{
    private static readonly SamplePicture Picture = SamplePictures.Scene(9, 200, 150);

    public static byte[] Jpeg() => Picture.ToJpeg();

    public static byte[] Png() => Picture.ToPng();

    public static byte[] Gif() => Picture.ToGif();

    public static byte[] Webp() => Picture.ToWebp();

    public static byte[] Bmp() => Picture.ToBmp();

    /// <summary>A JPEG with a segment put before the first of another kind.</summary>
    public static byte[] JpegWith(byte before, params byte[] inserted)
    {
        var file = Jpeg();
        var at = MarkerAt(file, before);
        return [.. file.AsSpan(0, at), .. inserted, .. file.AsSpan(at)];
    }

    /// <summary>A JPEG's first segment of a kind, its two bytes of marker and its length first.</summary>
    public static byte[] SegmentOf(byte[] file, byte marker)
    {
        var at = MarkerAt(file, marker);
        return file[at..(at + 2 + ReadUInt16BigEndian(file.AsSpan(at + 2)))];
    }

    public static int MarkerAt(byte[] file, byte marker)
    {
        var at = 2;
        while (file[at + 1] != marker)
        {
            at += 2 + ReadUInt16BigEndian(file.AsSpan(at + 2));
        }

        return at;
    }

    /// <summary>A JPEG without JFIF whose three components have these ids.</summary>
    public static byte[] JpegWithIds(params byte[] ids)
    {
        var file = Jpeg();
        var jfif = MarkerAt(file, 0xE0);
        file = [.. file.AsSpan(0, jfif), .. file.AsSpan(jfif + SegmentOf(file, 0xE0).Length)];
        var (frame, scan) = (MarkerAt(file, 0xC0), MarkerAt(file, 0xDA));
        for (var i = 0; i < ids.Length; i++)
        {
            (file[frame + 10 + (3 * i)], file[scan + 5 + (2 * i)]) = (ids[i], ids[i]);
        }

        return file;
    }

    /// <summary>A JPEG's scan header and all that follows, but for its end.</summary>
    public static byte[] ScanOf(byte[] file) => file[MarkerAt(file, 0xDA)..^2];

    /// <summary>A JPEG with a colour profile whose curves are these sixteen-bit values.</summary>
    public static byte[] JpegWithCurve(params ushort[] curve) => JpegWithProfile([.. Profile(curve)]);

    /// <summary>A colour profile that has a table of colours beside its matrix and curves.</summary>
    public static byte[] ProfileWithTable()
    {
        const int FirstTag = 132;
        List<byte> profile = Profile(0x0233);
        profile[FirstTag - 1]++;
        profile.InsertRange(FirstTag, [.. "A2B0"u8, 0, 0, 0, 200, 0, 0, 0, 12]);
        return [.. profile];
    }

    public static byte[] JpegWithProfile(byte[] profile) => JpegWith(0xDB, ProfileSegment(profile));

    /// <summary>A JPEG's marker segment that holds a colour profile.</summary>
    public static byte[] ProfileSegment(byte[] profile)
    {
        byte[] data = [.. "ICC_PROFILE\0"u8, 1, 1, .. profile];
        return [0xFF, 0xE2, .. Big16(data.Length + 2), .. data];
    }

    public static byte[] PngWithout(byte[] file, string type)
    {
        var at = ChunkAt(file, type);
        return [.. file.AsSpan(0, at), .. file.AsSpan(at + 12 + ReadInt32BigEndian(file.AsSpan(at)))];
    }

    /// <summary>A PNG with a chunk put before the first of another kind, or after it.</summary>
    public static byte[] PngWith(string beside, string type, byte[] data, bool after = false)
    {
        var file = Png();
        var at = ChunkAt(file, beside);
        at += after ? 12 + ReadInt32BigEndian(file.AsSpan(at)) : 0;
        return [.. file.AsSpan(0, at), .. Chunk(type, data), .. file.AsSpan(at)];
    }

    public static byte[] Chunk(string type, byte[] data)
    {
        byte[] body = [.. System.Text.Encoding.ASCII.GetBytes(type), .. data];
        return [.. Big32((uint)data.Length), .. body, .. Big32(System.IO.Hashing.Crc32.HashToUInt32(body))];
    }

    public static int ChunkAt(byte[] file, string type) =>
        file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(type)) - 4;

    public static byte[] Changed(byte[] file, Action<byte[]> change)
    {
        change(file);
        return file;
    }

    public static byte[] Big32(uint value)
    {
        var bytes = new byte[4];
        WriteUInt32BigEndian(bytes, value);
        return bytes;
    }

    private static byte[] Big16(int value) => [(byte)(value >> 8), (byte)value];

    /// <summary>An ICC profile with a matrix of sRGB's colours, and one curve for all three channels.</summary>
    public static List<byte> Profile(params ushort[] curve)
    {
        (string Name, int[] Colorant)[] colours =
        [
            ("rXYZ", [28_573, 14_581, 911]), ("gXYZ", [25_240, 46_984, 6362]), ("bXYZ", [9373, 3972, 46_779]),
        ];
        byte[] values = [.. curve.SelectMany(one => Big16(one))];
        byte[] curveTag = [.. "curv"u8, 0, 0, 0, 0, .. Big32((uint)curve.Length), .. values];
        var header = new byte[128];
        "mntrRGB XYZ "u8.CopyTo(header.AsSpan(12));
        "acsp"u8.CopyTo(header.AsSpan(36));
        List<byte> profile = [.. header, .. Big32(6)];
        var curveAt = (uint)(128 + 4 + (6 * 12) + (3 * 20));
        for (var i = 0; i < colours.Length; i++)
        {
            profile.AddRange(System.Text.Encoding.ASCII.GetBytes(colours[i].Name));
            profile.AddRange([.. Big32((uint)(128 + 4 + (6 * 12) + (i * 20))), .. Big32(20)]);
        }

        foreach (var name in (string[])["rTRC", "gTRC", "bTRC"])
        {
            profile.AddRange(System.Text.Encoding.ASCII.GetBytes(name));
            profile.AddRange([.. Big32(curveAt), .. Big32((uint)curveTag.Length)]);
        }

        foreach (var (_, colorant) in colours)
        {
            profile.AddRange([.. "XYZ "u8, 0, 0, 0, 0, .. colorant.SelectMany(value => Big32((uint)value))]);
        }

        profile.AddRange(curveTag);
        return profile;
    }
}
