using ScanWorker.Adapters.Decoding.Structures.Heif;

namespace ScanWorker.Adapters.Tests.Decoding.Structures;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class PlainItemsTests
{
    private static readonly byte[] Frames = [.. AvifFile.Unit(AvifFile.Sequence), .. AvifFile.Unit(AvifFile.Frame)];

    private static IEnumerable<TestCaseData<AvifFile>> Plain =>
    [
        Named("one item", AvifFile.Single),
        Named("a grid", AvifFile.Grid),
        Named("transparent", AvifFile.Transparent),
        Named("codes and a profile of colour", Data(Frames, 1, 2, 6, 7)),
        Named("a delimiter and metadata",
            Data([.. AvifFile.Unit(2), .. AvifFile.Unit(1), .. AvifFile.Unit(5), .. AvifFile.Unit(6)])),
        Named("a frame of header and tiles", Data([.. AvifFile.Unit(1), .. AvifFile.Unit(3), .. AvifFile.Unit(4)])),
        Named("a frame that reaches to the end", Data([.. AvifFile.Unit(1), 6 << 3, 9, 9])),
        Named("a thumbnail of two frames", AvifFile.Single with
        {
            Items = [.. AvifFile.Single.Items, new(2, "av01", [.. Frames, .. Frames], [1])],
            References = [("thmb", 2, [1])],
        }),
    ];

    private static IEnumerable<TestCaseData<AvifFile>> Odd =>
    [
        Named("two sizes of an item", Data(Frames, 1, 3)),
        Named("two sizes of a cell", AvifFile.Grid.With(2, cell => cell with { Properties = [3, 1] })),
        Named("two boxes of codes", AvifFile.Single with
        {
            Properties = [.. AvifFile.Single.Properties, AvifFile.Single.Properties[5]],
            Items = [AvifFile.Single.Items[0] with { Properties = [1, 6, 8] }],
        }),
        Named("a property that is not there", Data(Frames, 1, 9)),
        Named("layers", Data(Frames, 1, 5)),
        Named("two frames", Data([.. Frames, .. AvifFile.Unit(AvifFile.Frame)])),
        Named("two sequences", Data([.. Frames, .. Frames])),
        Named("no frame", Data(AvifFile.Unit(AvifFile.Sequence))),
        Named("a unit of an unknown kind", Data([.. Frames, .. AvifFile.Unit(9)])),
        Named("a unit of an upper layer", Data([.. AvifFile.Unit(1), (6 << 3) | 6, 32, 3, 1, 2, 3])),
        Named("a unit beyond the end", Data(Frames[..^1])),
        Named("an item twice", AvifFile.Single with { Items = [.. AvifFile.Single.Items, .. AvifFile.Single.Items] }),
        Named("two boxes of locations",
            AvifFile.Single with { Further = AvifFile.Box("iloc", [0, 0, 0, 0, 0, 0, 0, 0]) }),
        Named("two masks of one item", AvifFile.Transparent with
        {
            Items = [.. AvifFile.Transparent.Items, new(3, "av01", Frames, [1, 4])],
            References = [("auxl", 2, [1]), ("auxl", 3, [1])],
        }),
        Named("a mask of two frames",
            AvifFile.Transparent.With(1, mask => mask with { Data = [.. Frames, .. Frames] })),
        Named("a grid that is larger than it says",
            AvifFile.Grid.With(0, grid => grid with { Data = [0, 0, 0, 1, 0, 161, 0, 120] })),
        Named("a grid of too few cells", AvifFile.Grid with { References = [("dimg", 1, [2])] }),
        Named("a grid of more cells than it takes",
            AvifFile.Grid with { References = [("dimg", 1, [2, 3, 2])] }),
        Named("a grid of two lists of cells",
            AvifFile.Grid with { References = [("dimg", 1, [2, 3]), ("dimg", 1, [3, 2])] }),
        Named("cells of two sizes", AvifFile.Grid.With(2, cell => cell with { Properties = [1] })),
        Named("a cell that is a grid", AvifFile.Grid.With(2, cell => cell with { Type = "grid" })),
        Named("an item of another kind", AvifFile.Single.With(0, item => item with { Type = "jpeg" })),
    ];

    [TestCaseSource(nameof(Plain))]
    public void Are_NobodyCanTakeThemOtherwise_Plain(AvifFile file) =>
        Assert.That(PlainItems.Are(file.ToArray()), Is.True);

    [TestCaseSource(nameof(Odd))]
    public void Are_DecodersMayChoose_NotPlain(AvifFile file) =>
        Assert.That(PlainItems.Are(file.ToArray()), Is.False);

    [Test]
    public void Are_TwoBoxesOfMetadata_NotPlain()
    {
        var file = AvifFile.Single.ToArray();
        var meta = file[AvifFile.Box("ftyp", new byte[12]).Length..];

        Assert.That(PlainItems.Are([.. file, .. meta]), Is.False);
    }

    [Test]
    public void Are_CutAnywhere_NotPlain()
    {
        var file = AvifFile.Grid.ToArray();

        Assert.That(
            Enumerable.Range(1, file.Length - 1).Where(length => PlainItems.Are(file.AsSpan(0, length))), Is.Empty);
    }

    // Lengths, counts and offsets as large as they can be, anywhere.
    [Test]
    public void Are_AnyBytesOutOfPlace_AreReadWithoutAnException()
    {
        var random = new Random(1);
        for (var run = 0; run < 20_000; run++)
        {
            var file = AvifFile.Grid.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                file[random.Next(file.Length)] = random.Next(2) == 0 ? byte.MaxValue : (byte)random.Next(256);
            }

            Assert.That(() => PlainItems.Are(file), Throws.Nothing, Convert.ToHexString(file));
        }
    }

    private static AvifFile Data(byte[] data, params byte[] properties) =>
        AvifFile.Single.With(0, item => item with
        {
            Data = data,
            Properties = properties.Length > 0 ? properties : item.Properties,
        });

    private static TestCaseData<AvifFile> Named(string name, AvifFile file) =>
        new(file) { TestName = $"{{m}}({name})" };
}
