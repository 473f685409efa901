using System.Buffers.Binary;
using System.Text;

namespace ScanWorker.Fuzz.Pictures.Colours;

/// <summary>Makes ICC profiles that bring stored colours back, and some that only pretend to.</summary>
internal static class ProfileMaker
{
    private const int HeaderBytes = 128;

    private static readonly int[][] Srgb = [[28_573, 14_581, 911], [25_240, 46_984, 6362], [9373, 3972, 46_779]];

    // L*, a* and b* of the corners of the cube, blue changing fastest, as a table of eight bits stores them.
    private static readonly byte[][] Corners =
    [
        [0, 128, 128], [77, 196, 16], [224, 49, 209], [231, 79, 114],
        [138, 209, 198], [153, 221, 67], [249, 112, 221], [255, 128, 128],
    ];

    /// <param name="colours">What most of the profile's parts undo.</param>
    /// <param name="random">Decides on its kind, its parts, and which of them are odd.</param>
    public static byte[] Make(StoredColours colours, Random random)
    {
        List<(string Name, byte[] Data)> tags =
        [
            ("desc", Text("desc", 12 + 78)), ("wtpt", Colorant([63_190, 65_536, 54_061])),
        ];
        var exchanged = colours == StoredColours.Exchanged;
        foreach (var (i, name) in new[] { "r", "g", "b" }.Index())
        {
            tags.Add(($"{name}XYZ", Colorant(Srgb[exchanged ? (i + 2) % 3 : i])));
            tags.Add(($"{name}TRC", Curve(colours, random)));
        }

        if (random.Next(4) == 0)
        {
            tags.Add(("kTRC", Curve(colours, random)));
        }

        if (random.Next(3) == 0)
        {
            tags.Add((Pick(random, "A2B0", "A2B1", "A2B2", "D2B0", "B2A0"), Table(colours, random)));
            if (random.Next(2) == 0)
            {
                tags = [.. tags.Select(tag => tag.Name.EndsWith("TRC", StringComparison.Ordinal)
                    ? (tag.Name, Curve(StoredColours.AsShown, random)) : tag)];
            }
        }

        if (random.Next(5) == 0)
        {
            byte[] codes = [(byte)random.Next(1, 13), (byte)random.Next(1, 19), (byte)random.Next(0, 10), 1];
            tags.Add(("cicp", [.. "cicp"u8, 0, 0, 0, 0, .. codes]));
        }

        Disturb(tags, random);
        return Whole(tags, random);
    }

    private static void Disturb(List<(string Name, byte[] Data)> tags, Random random)
    {
        switch (random.Next(8))
        {
            case 0: // One name twice, the second plain.
                var twice = tags[random.Next(tags.Count)];
                tags.Insert(random.Next(tags.Count), (twice.Name, Curve(StoredColours.AsShown, random)));
                break;
            case 1: // Beyond what some readers look at.
                var many = random.Next(20, 120);
                tags.InsertRange(0, Enumerable.Range(0, many).Select(i => ($"x{i:D3}", (byte[])[0, 0, 0, 0])));
                break;
            case 2:
                tags.RemoveAt(random.Next(tags.Count));
                break;
            case 3:
                var (name, data) = tags[random.Next(tags.Count)];
                data[random.Next(data.Length)] ^= (byte)(1 << random.Next(8));
                tags.Add((name, data));
                break;
            default:
                break;
        }
    }

    private static byte[] Whole(List<(string Name, byte[] Data)> tags, Random random)
    {
        var at = HeaderBytes + 4 + (12 * tags.Count);
        List<byte> table = [.. Big32(tags.Count)];
        List<byte> body = [];
        foreach (var (name, data) in tags)
        {
            table.AddRange([.. Encoding.ASCII.GetBytes(name), .. Big32(at + body.Count), .. Big32(data.Length)]);
            body.AddRange([.. data, .. new byte[-data.Length & 3]]);
        }

        var header = new byte[HeaderBytes];
        Big32(at + body.Count).CopyTo(header, 0);
        (header[8], header[9]) = random.Next(2) == 0 ? ((byte)2, (byte)0x40) : ((byte)4, (byte)0x30);
        Put(header, 12, random.Next(6) > 0 ? "mntr" : Pick(random, "scnr", "prtr", "spac", "link", "abst", "nmcl"));
        Put(header, 16, random.Next(6) > 0 ? "RGB " : Pick(random, "GRAY", "CMYK", "XYZ ", "YCbr", "Lab "));
        Put(header, 20, random.Next(4) > 0 ? "XYZ " : "Lab ");
        Put(header, 36, random.Next(16) > 0 ? "acsp" : "ACSP");
        byte[] white = [.. Big32(63_190), .. Big32(65_536), .. Big32(54_061)];
        white.CopyTo(header, 68);
        return [.. header, .. table, .. body];
    }

    private static byte[] Curve(StoredColours colours, Random random)
    {
        var isTable = random.Next(3) > 0;
        return colours switch
        {
            StoredColours.Inverted when isTable => Samples(random.Next(2) == 0 ? 2 : 256, x => Math.Pow(1 - x, 2.2)),
            StoredColours.Inverted => Formula(3, 2.2, -1, 1, 0, 0),
            StoredColours.Linear when isTable => Samples(random.Next(2) == 0 ? 0 : 256, x => x),
            StoredColours.Linear => Formula(0, 1),
            StoredColours.Perceptual => Samples(1024, x =>
            {
                var power = Math.Pow(x, 1 / 78.84375);
                var light = Math.Pow(
                    Math.Max(power - 0.8359375, 0) / (18.8515625 - (18.6875 * power)), 1 / 0.1593017578125);
                return Math.Min(1, light * 10_000 / 203);
            }),
            _ when isTable => [.. "curv"u8, 0, 0, 0, 0, .. Big32(1), 2, 0x33],
            _ => Formula(0, 2.2),
        };
    }

    private static byte[] Samples(int count, Func<double, double> curve) =>
    [
        .. "curv"u8, 0, 0, 0, 0, .. Big32(count),
        .. Enumerable.Range(0, count).SelectMany(i =>
        {
            var value = (ushort)Math.Round(curve((double)i / (count - 1)) * ushort.MaxValue);
            return (byte[])[(byte)(value >> 8), (byte)value];
        }),
    ];

    private static byte[] Formula(byte kind, params double[] parameters) =>
        [.. "para"u8, 0, 0, 0, 0, 0, kind, 0, 0, .. parameters.SelectMany(one => Big32((int)(one * 65_536)))];

    private static byte[] Colorant(int[] xyz) => [.. "XYZ "u8, 0, 0, 0, 0, .. xyz.SelectMany(Big32)];

    private static byte[] Text(string kind, int bytes)
    {
        var text = new byte[bytes];
        Put(text, 0, kind);
        text[11] = 1;
        return text;
    }

    // A table of eight bits with two points a channel.
    private static byte[] Table(StoredColours colours, Random random)
    {
        byte[] ramp = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        int[] identity = [65_536, 0, 0, 0, 65_536, 0, 0, 0, 65_536];
        var cube = Enumerable.Range(0, 8).SelectMany(corner => Corners[colours switch
        {
            StoredColours.Inverted => 7 - corner,
            StoredColours.Exchanged => ((corner << 1) | (corner >> 2)) & 7,
            _ => corner,
        }]);
        return
        [
            .. random.Next(8) > 0 ? "mft1"u8 : "mft9"u8, 0, 0, 0, 0, 3, 3, 2, 0, .. identity.SelectMany(Big32),
            .. ramp, .. ramp, .. ramp, .. cube, .. ramp, .. ramp, .. ramp,
        ];
    }

    private static string Pick(Random random, params string[] names) => names[random.Next(names.Length)];

    private static void Put(byte[] target, int at, string name) =>
        Encoding.ASCII.GetBytes(name).CopyTo(target, at);

    private static byte[] Big32(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
