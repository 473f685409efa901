using System.IO.Hashing;
using ScanWorker.Adapters.Samples;
using ScanWorker.Testing;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>Spoils pictures in the ways that parsers are afraid of. The same seed spoils in the same way.</summary>
internal static class PictureMutator
{
    private static readonly byte[][] Originals =
    [
        .. TestImages.Formats.Select(format => TestImages.File(format, 11, 90, 70)),
        SamplePictures.Scene(11, 90, 70).ToLosslessWebp(),
        SamplePictures.Flat(90, 70).ToPng(),
        TestAnimations.Gif(60, 50, Frames()),
        TestAnimations.Png(Frames()),
        TestAnimations.Webp(60, 50, Frames()),
    ];

    // Numbers at which lengths, counts and sizes turn over.
    private static readonly uint[] Edges =
    [
        0, 1, 2, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000,
        0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF,
    ];

    public static byte[] Mutate(int seed)
    {
        var random = new Random(seed);
        byte[] picture = [.. Originals[random.Next(Originals.Length)]];
        for (var changes = 1 + random.Next(6); changes > 0; changes--)
        {
            picture = Change(picture, random);
        }

        // A checksum that is wrong ends everything at once; half of the PNG files get theirs right again.
        return random.Next(2) == 0 ? picture : WithChecksums(picture);
    }

    private static byte[] Change(byte[] picture, Random random)
    {
        // Headers matter most: half of all changes are made in the first hundred bytes.
        var at = random.Next(random.Next(2) == 0 ? Math.Min(picture.Length, 100) : picture.Length);
        var length = Math.Min(random.Next(1, 64), picture.Length - at);
        switch (random.Next(7))
        {
            case 0:
                picture[at] ^= (byte)(1 << random.Next(8));
                return picture;
            case 1:
                picture[at] = (byte)random.Next(256);
                return picture;
            case 2 when picture.Length - at >= 4:
                WriteUInt32LittleEndian(picture.AsSpan(at), Edges[random.Next(Edges.Length)]);
                return picture;
            case 3 when picture.Length - at >= 4:
                WriteUInt32BigEndian(picture.AsSpan(at), Edges[random.Next(Edges.Length)]);
                return picture;
            case 4 when picture.Length > 200:
                return [.. picture.AsSpan(0, at), .. picture.AsSpan(at + length)];
            case 5:
                return [.. picture.AsSpan(0, at + length), .. picture.AsSpan(at)];
            default:
                random.NextBytes(picture.AsSpan(at, length));
                return picture;
        }
    }

    private static byte[] WithChecksums(byte[] picture)
    {
        for (var at = 8; at + 12 <= picture.Length && picture.AsSpan(1, 3).SequenceEqual("PNG"u8);)
        {
            var length = ReadInt32BigEndian(picture.AsSpan(at));
            if (length < 0 || length > picture.Length - at - 12)
            {
                break;
            }

            var checksum = Crc32.HashToUInt32(picture.AsSpan(at + 4, length + 4));
            WriteUInt32BigEndian(picture.AsSpan(at + 8 + length), checksum);
            at += length + 12;
        }

        return picture;
    }

    private static TestFrame[] Frames() =>
    [
        new(SamplePictures.Scene(1, 60, 50)),
        new(SamplePictures.Scene(2, 20, 30), 10, 12, TestDisposal.Clear),
        new(SamplePictures.Scene(3, 20, 30), 30, 6),
    ];
}
