using System.Text;
using static ScanWorker.Adapters.Tests.Decoding.Structures.OddPictures;

namespace ScanWorker.Adapters.Tests.Decoding.Structures;

/// <summary>The boxes of an AVIF picture; its coded data is no picture, only units of the kinds that one has.</summary>
internal sealed record AvifFile
{
    public const int Sequence = 1;
    public const int Frame = 6;

    /// <summary>Plain: one item of one frame.</summary>
    public static AvifFile Single { get; } = new();

    /// <summary>Plain: two cells side by side.</summary>
    public static AvifFile Grid { get; } = new()
    {
        Items =
        [
            new(1, "grid", [0, 0, 0, 1, 0, 160, 0, 120], [1, 2]),
            new(2, "av01", Unit(Sequence).Concat(Unit(Frame)).ToArray(), [3, 2]),
            new(3, "av01", Unit(Sequence).Concat(Unit(Frame)).ToArray(), [3, 2]),
        ],
        References = [("dimg", 1, [2, 3])],
    };

    /// <summary>Plain: an item and how transparent it is.</summary>
    public static AvifFile Transparent { get; } = Single with
    {
        Items = [.. Single.Items, new(2, "av01", Single.Items[0].Data, [1, 4])],
        References = [("auxl", 2, [1])],
    };

    public IReadOnlyList<AvifItem> Items { get; init; } =
        [new(1, "av01", Unit(Sequence).Concat(Unit(Frame)).ToArray(), [1, 2])];

    public IReadOnlyList<(string Kind, byte From, byte[] To)> References { get; init; } = [];

    public IReadOnlyList<byte[]> Properties { get; init; } =
    [
        Box("ispe", [0, 0, 0, 0, .. Big32(160), .. Big32(120)]),
        Box("pixi", [0, 0, 0, 0, 3, 8, 8, 8]),
        Box("ispe", [0, 0, 0, 0, .. Big32(80), .. Big32(120)]),
        Box("auxC", [0, 0, 0, 0, .. "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"u8]),
        Box("a1op", [1]),
        Box("colr", [.. "nclx"u8, 0, 1, 0, 13, 0, 6, 0x80]),
        Box("colr", [.. "prof"u8, .. Profile(0x0233)]),
    ];

    public string Brand { get; init; } = "avif";

    /// <summary>Further boxes of the metadata.</summary>
    public byte[] Further { get; init; } = [];

    /// <summary>Bytes of a unit of AV1 of some kind.</summary>
    public static byte[] Unit(int kind) => [(byte)((kind << 3) | 2), 3, 1, 2, 3];

    public static byte[] Box(string name, byte[] body) =>
        [.. Big32((uint)body.Length + 8), .. Encoding.ASCII.GetBytes(name), .. body];

    public AvifFile With(int item, Func<AvifItem, AvifItem> change) =>
        this with { Items = [.. Items.Select((one, index) => index == item ? change(one) : one)] };

    public byte[] ToArray()
    {
        byte[] data = [.. Items.SelectMany(item => item.Data)];
        return
        [
            .. Box("ftyp", [.. Encoding.ASCII.GetBytes(Brand), 0, 0, 0, 0, .. "mif1"u8]),
            .. Box("meta", [0, 0, 0, 0, .. Box("pitm", [0, 0, 0, 0, 0, 1]), .. Info(), .. Locations(),
                .. Box("iprp", [.. Box("ipco", [.. Properties.SelectMany(box => box)]), .. Associations()]),
                .. Box("iref", [0, 0, 0, 0, .. References.SelectMany(Reference)]),
                .. Box("idat", data), .. Further]),
        ];
    }

    private static byte[] Reference((string Kind, byte From, byte[] To) reference) =>
        Box(reference.Kind, [0, reference.From, 0, (byte)reference.To.Length, .. reference.To.SelectMany(Two)]);

    private static byte[] Two(byte number) => [0, number];

    private byte[] Info() =>
        Box("iinf", [0, 0, 0, 0, 0, (byte)Items.Count,
            .. Items.SelectMany(item =>
                Box("infe", [2, 0, 0, 0, 0, item.Id, 0, 0, .. Encoding.ASCII.GetBytes(item.Type), 0]))]);

    private byte[] Locations()
    {
        var from = 0;
        List<byte> body = [1, 0, 0, 0, 0x44, 0, 0, (byte)Items.Count];
        foreach (var item in Items)
        {
            body.AddRange([0, item.Id, 0, 1, 0, 0, 0, 1, .. Big32((uint)from), .. Big32((uint)item.Data.Length)]);
            from += item.Data.Length;
        }

        return Box("iloc", [.. body]);
    }

    private byte[] Associations() =>
        Box("ipma", [0, 0, 0, 0, .. Big32((uint)Items.Count),
            .. Items.SelectMany(item =>
                (byte[])[0, item.Id, (byte)item.Properties.Length, .. item.Properties])]);
}

/// <param name="Id">By which others name it.</param>
/// <param name="Type">Four characters.</param>
/// <param name="Data">Its bytes.</param>
/// <param name="Properties">Numbers of properties, from 1.</param>
internal sealed record AvifItem(byte Id, string Type, byte[] Data, byte[] Properties);
