using ScanWorker.Fuzz.Pictures.Colours;
using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;

namespace ScanWorker.Fuzz.Pictures;

/// <summary>Changes pictures part by part, byte by byte, and in what they say of their colours. The same seed changes
/// in the same way.</summary>
internal static class PictureMutations
{
    private const int ChangesMax = 3;

    // Numbers at which lengths, counts and sizes turn over.
    private static readonly uint[] Edges =
    [
        0, 1, 2, 3, 7, 8, 0x10, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000,
        0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF,
    ];

    /// <summary>One changed picture.</summary>
    /// <param name="format">Of all pictures.</param>
    /// <param name="known">Files that show the known picture.</param>
    /// <param name="others">Files that show others; parts are taken from both.</param>
    /// <param name="random">Decides.</param>
    public static byte[] Mutate(ImageFormat format, byte[][] known, byte[][] others, Random random)
    {
        var first = random.Next(8) == 0 ? others[random.Next(others.Length)] : known[random.Next(known.Length)];
        byte[][] donors = random.Next(2) == 0 ? others : known;
        var donor = PictureParts.Split(format, donors[random.Next(donors.Length)]);
        var parts = PictureParts.Split(format, first);
        for (var changes = 1 + random.Next(ChangesMax); changes > 0; changes--)
        {
            if (random.Next(4) > 0 || !ColourMutations.Change(format, parts, random))
            {
                Change(parts, donor, random);
            }
        }

        return PictureParts.Join(format, parts, seals: random.Next(8) != 0);
    }

    private static void Change(List<byte[]> parts, List<byte[]> donor, Random random)
    {
        var at = random.Next(parts.Count);
        switch (random.Next(12))
        {
            case 0:
                var other = random.Next(parts.Count);
                (parts[at], parts[other]) = (parts[other], parts[at]);
                break;
            case 1:
                parts.Insert(random.Next(parts.Count + 1), [.. parts[at]]);
                break;
            case 2 when parts.Count > 1:
                parts.RemoveAt(at);
                break;
            case 3:
                parts.Insert(random.Next(parts.Count + 1), [.. donor[random.Next(donor.Count)]]);
                break;
            case 4:
                parts[at] = [.. donor[Math.Min(at, donor.Count - 1)]];
                break;
            case 5:
                parts.InsertRange(random.Next(parts.Count + 1), donor.Select(part => (byte[])[.. part]));
                break;
            case 6:
                var stray = new byte[random.Next(1, 9)];
                random.NextBytes(stray);
                parts.Insert(random.Next(parts.Count + 1), stray);
                break;
            case 7:
                parts[at] = parts[at][..random.Next(parts[at].Length)];
                break;
            case 8:
                var half = random.Next(parts[at].Length + 1);
                parts.Insert(at + 1, parts[at][half..]);
                parts[at] = parts[at][..half];
                parts.RemoveAll(part => part.Length == 0);
                break;
            default:
                parts[at] = ChangeBytes(parts[at], random);
                break;
        }

        if (parts.Count == 0)
        {
            parts.Add([0]);
        }
    }

    // The first bytes of a part are its fields: half of all changes are made there.
    private static byte[] ChangeBytes(byte[] part, Random random)
    {
        if (part.Length == 0)
        {
            return part;
        }

        var at = random.Next(random.Next(2) == 0 ? Math.Min(part.Length, 24) : part.Length);
        switch (random.Next(6))
        {
            case 0:
                part[at] ^= (byte)(1 << random.Next(8));
                return part;
            case 1:
                part[at] = (byte)random.Next(256);
                return part;
            case 2 when part.Length - at >= 4:
                WriteUInt32LittleEndian(part.AsSpan(at), Edges[random.Next(Edges.Length)]);
                return part;
            case 3 when part.Length - at >= 2:
                WriteUInt16BigEndian(part.AsSpan(at), (ushort)Edges[random.Next(Edges.Length)]);
                return part;
            case 4:
                return [.. part.AsSpan(0, at), .. part.AsSpan(Math.Min(part.Length, at + random.Next(1, 9)))];
            default:
                part[at] = (byte)(part[at] + random.Next(-2, 3));
                return part;
        }
    }
}
