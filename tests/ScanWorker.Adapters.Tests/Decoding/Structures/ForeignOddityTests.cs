using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Content;
using static System.Buffers.Binary.BinaryPrimitives;
using static ScanWorker.Adapters.Tests.Decoding.Structures.OddPictures;

namespace ScanWorker.Adapters.Tests.Decoding.Structures;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ForeignOddityTests
{
    private static readonly byte[] Small = SamplePictures.Scene(1, 32, 32).ToPng();
    private static readonly byte[] Large = SamplePictures.Scene(1, 64, 48).ToPng();

    private static IEnumerable<TestCaseData<byte[], Oddity?>> Icons =>
    [
        Named("one", Icon((32, 32, Small)), null),
        Named("two of different sizes", Icon((32, 32, Small), (64, 48, Large)), null),
        Named("an entry that is larger than it says", Icon((1, 1, Large), (32, 32, Small)), Oddity.IconEntries),
        Named("two of one size", Icon((32, 32, Small), (32, 32, Small)), Oddity.IconEntries),
        Named("more than anybody makes",
            Icon([.. Enumerable.Range(1, 65).Select(_ => ((byte)32, (byte)32, Small)), (64, 48, Large)]),
            Oddity.IconEntries),
        Named("an entry beyond the end", Icon((32, 32, Small))[..^9], Oddity.IconEntries),
        Named("a PNG with contested colours", Icon((200, 150, PngWith("IDAT", "cICP", [9, 16, 0, 1]))),
            Oddity.IconEntries),
    ];

    [TestCaseSource(nameof(Icons))]
    public void Of_Icon_IsPlainIfNobodyCanChooseAnother(byte[] file, Oddity? expected) =>
        Assert.That(Look(ImageFormat.Ico, file), Is.EqualTo(expected));

    [TestCase(1, 13, ExpectedResult = null)]
    [TestCase(2, 2, ExpectedResult = null)]
    [TestCase(12, 13, ExpectedResult = null)]
    [TestCase(9, 16, ExpectedResult = Oddity.ContestedColours)]
    [TestCase(9, 18, ExpectedResult = Oddity.ContestedColours)]
    [TestCase(10, 13, ExpectedResult = Oddity.ContestedColours)]
    [TestCase(1, 8, ExpectedResult = Oddity.ContestedColours)]
    public Oddity? Of_AvifWithCodes_IsPlainIfTheyAreAboutSrgb(byte primaries, byte curve) =>
        Look(
            ImageFormat.Avif, Avif(AvifFile.Box("colr", [.. "nclx"u8, 0, primaries, 0, curve, 0, 1, 0x80])));

    [Test]
    public void Of_AvifWithAProfile_IsPlainIfThatIs([Values] bool isPlain) =>
        Assert.That(
            Look(
                ImageFormat.Avif,
                Avif(AvifFile.Box("colr", [.. "prof"u8, .. isPlain ? Profile(0x0233) : Profile(0xFFFF, 0)]))),
            Is.EqualTo(isPlain ? null : Oddity.ContestedColours));

    [TestCase(64, ExpectedResult = null)]
    [TestCase(65, ExpectedResult = Oddity.ContestedColours)]
    public Oddity? Of_AvifWithManyBoxesOfColour_IsPlainUpToALimit(int count) =>
        Look(
            ImageFormat.Avif,
            Avif([.. Enumerable.Repeat(AvifFile.Single.Properties[5], count - 2).SelectMany(box => box)]));

    [Test]
    public void Of_AvifSequence_IsOne()
    {
        var track = AvifFile.Box("moov", AvifFile.Box("trak", []));
        var sequence = (AvifFile.Single with { Brand = "avis" }).ToArray();
        var heic = (AvifFile.Single with { Brand = "heic" }).ToArray();

        Assert.That(Look(ImageFormat.Avif, sequence), Is.EqualTo(Oddity.ImageSequence));
        Assert.That(Look(ImageFormat.Avif, Avif(track)), Is.EqualTo(Oddity.ImageSequence));
        Assert.That(Look(ImageFormat.Avif, Avif([])), Is.Null);
        Assert.That(Look(ImageFormat.Heif, [.. heic, .. track]), Is.Null, "no browser shows it");
    }

    // Where a brand says that it is an AVIF as well, browsers show it, whatever the first brand is.
    [TestCase("avif", ExpectedResult = Oddity.ImageItems)]
    [TestCase("heic", ExpectedResult = null)]
    public Oddity? Of_ItemsThatDecodersTakeDifferently_IsOddWhereBrowsersShowIt(string brand)
    {
        var file = AvifFile.Grid with { Brand = brand, References = [] };

        return Look(ImageFormat.Heif, file.ToArray());
    }

    private static Oddity? Look(ImageFormat format, byte[] file) =>
        ForeignOddity.Of(format, file, CancellationToken.None);

    private static byte[] Avif(byte[] rest) => [.. AvifFile.Single.ToArray(), .. rest];

    private static byte[] Icon(params (byte Width, byte Height, byte[] Picture)[] entries)
    {
        var table = new byte[6 + (16 * entries.Length)];
        (table[2], table[4]) = (1, (byte)entries.Length);
        List<byte> file = [.. table];
        for (var i = 0; i < entries.Length; i++)
        {
            var entry = table.AsSpan(6 + (16 * i));
            (entry[0], entry[1]) = (entries[i].Width, entries[i].Height);
            WriteInt32LittleEndian(entry[8..], entries[i].Picture.Length);
            WriteInt32LittleEndian(entry[12..], file.Count);
            file.AddRange(entries[i].Picture);
        }

        return [.. table, .. file.Skip(table.Length)];
    }

    [Test]
    public void Of_IconAfterItsDeadline_IsGivenUp() =>
        Assert.That(
            () => ForeignOddity.Of(ImageFormat.Ico, Icon((32, 32, Small)), new CancellationToken(canceled: true)),
            Throws.InstanceOf<OperationCanceledException>());

    private static TestCaseData<byte[], Oddity?> Named(string name, byte[] file, Oddity? oddity) =>
        new(file, oddity) { TestName = $"{{m}}({name})" };
}
