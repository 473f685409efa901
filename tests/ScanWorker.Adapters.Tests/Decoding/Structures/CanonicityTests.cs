using System.IO.Compression;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;
using static System.Buffers.Binary.BinaryPrimitives;
using static ScanWorker.Adapters.Tests.Decoding.Structures.OddPictures;

namespace ScanWorker.Adapters.Tests.Decoding.Structures;

/// <summary>What every decoder shows alike is told apart from what decoders may disagree about.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CanonicityTests
{
    private static readonly byte[] PlainGif = Gif();

    private static readonly byte[] LosslessWebp = SamplePictures.Scene(9, 200, 150).ToLosslessWebp();

    private static IEnumerable<TestCaseData> Plain =>
    [
        Case("JPEG", Jpeg()), Case("PNG", Png()), Case("GIF", Gif()), Case("WebP", Webp()), Case("BMP", Bmp()),
        Case("lossless WebP", LosslessWebp),
        Case("animated GIF", TestAnimations.Gif(64, 64, Frames())),
        Case("animated PNG", TestAnimations.Png(Frames())),
        Case("animated WebP", TestAnimations.Webp(64, 64, Frames())),
        Case("JPEG with bytes after its end", [.. Jpeg(), 0, 0, 0]),
        Case("JPEG with a comment", JpegWith(0xDB, 0xFF, 0xFE, 0, 4, 1, 2)),
        Case("JPEG with bytes that fill", JpegWith(0xDB, 0xFF, 0xFF)),
        Case("JPEG with the profile of gamma 2.2", JpegWithCurve(0x0233)),
        Case("JPEG with Photoshop's longer Adobe marker",
            JpegWith(0xDB, [0xFF, 0xEE, 0, 33, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 1, .. new byte[19]])),
        Case("JPEG with the same table twice", JpegWith(0xDB, SegmentOf(Jpeg(), 0xDB))),
        Case("PNG with sRGB's gamma", PngWith("IDAT", "gAMA", Big32(45_455))),
        Case("BMP with a palette", PalettedBmp(gap: 0)),
        Case("PNG without its end", PngWithout(Png(), "IEND")),
        Case("PNG with a broken chunk after its pixels",
            PngWith("IEND", "tEXt", [1, 2, 3]) is var file ? Changed(file, bytes => bytes[^13] ^= 1) : []),
    ];

    private static IEnumerable<TestCaseData> OddJpegs =>
    [
        Case("tables after a scan", [.. Jpeg()[..^2], .. SegmentOf(Jpeg(), 0xDB), 0xFF, 0xD9], Oddity.TablesAfterScan),
        Case("tables that no scan uses", [.. Jpeg()[..^2], .. SegmentOf(Jpeg(), 0xC4), 0xFF, 0xD9], Oddity.PartOrder),
        Case("a second scan", [.. Jpeg()[..^2], .. ScanOf(Jpeg()), 0xFF, 0xD9], Oddity.Scans),
        Case("a second frame", JpegWith(0xDA, SegmentOf(Jpeg(), 0xC0)), Oddity.RepeatedPart),
        Case("stray bytes", JpegWith(0xC0, 1, 2, 3), Oddity.StrayBytes),
        Case("a restart marker too many", [.. Jpeg()[..^2], 0xFF, 0xD0, 0xFF, 0xD9], Oddity.RestartMarkers),
        Case("an interval without markers", JpegWith(0xDA, 0xFF, 0xDD, 0, 4, 0, 8), Oddity.RestartMarkers),
        Case("an Adobe marker against JFIF", JpegWith(0xDB, [0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0]),
            Oddity.ColourMarkers),
        Case("ids other than the usual without JFIF", JpegWithIds(0, 1, 2), Oddity.ColourMarkers),
        Case("ids that repeat", Changed(Jpeg(), file => file[MarkerAt(file, 0xC0) + 13] = 1), Oddity.Components),
        Case("no Huffman tables", WithoutSegments(Jpeg(), 0xC4), Oddity.MissingTables),
        Case("no end", Jpeg()[..^2], Oddity.MissingEnd),
        Case("pixels that end early", [.. Jpeg()[..^40], 0xFF, 0xD9], Oddity.PixelData),
        Case("bytes after the last pixel", [.. Jpeg()[..^2], 1, 2, 3, 0xFF, 0xD9], Oddity.PixelData),
        Case("an inverted profile", JpegWithCurve(0xFFFF, 0), Oddity.ColourProfile),
        Case("a profile with a table of colours", JpegWithProfile(ProfileWithTable()), Oddity.ContestedColours),
        Case("a table of zeros", Changed(Jpeg(), file => file[MarkerAt(file, 0xDB) + 9] = 0), Oddity.PartShape),
    ];

    private static IEnumerable<TestCaseData> OddOthers =>
    [
        Case("transparency after the pixels", PngWith("IEND", "tRNS", new byte[6]), Oddity.PartOrder),
        Case("a broken chunk of text before its pixels",
            [.. Png().AsSpan(0, 33), 0, 0, 0, 0, .. "tEXt"u8, 1, 2, 3, 4, .. Png().AsSpan(33)], Oddity.PartShape),
        Case("a palette twice",
            PngWith("IDAT", "PLTE", [1, 2, 3]) is var png
                ? [.. png.AsSpan(0, 33), .. Chunk("PLTE", [4, 5, 6]), .. png.AsSpan(33)] : [], Oddity.RepeatedPart),
        Case("pixels apart", PngWith("IDAT", "IDAT", []) is var apart
            ? [.. apart.AsSpan(0, ChunkAt(apart, "IDAT") + 12), .. Chunk("tEXt", [1]),
                .. apart.AsSpan(ChunkAt(apart, "IDAT") + 12)] : [], Oddity.PartOrder),
        Case("a gamma of ten", PngWith("IDAT", "gAMA", Big32(10_000)), Oddity.ColourProfile),
        Case("codes of PQ", PngWith("IDAT", "cICP", [9, 16, 0, 1]), Oddity.ContestedColours),
        Case("primaries exchanged", PngWith("IDAT", "cHRM",
            [
                .. new uint[] { 31_270, 32_900, 64_000, 33_000, 15_000, 6000, 30_000, 60_000 }.SelectMany(Big32),
            ]), Oddity.ContestedColours),
        Case("an inverted profile", PngWith("IDAT", "iCCP", Packed(Profile(0xFFFF, 0))), Oddity.ContestedColours),
        Case("an inverted profile with a wrong checksum",
            PngWith("IDAT", "iCCP", Packed(Profile(0xFFFF, 0))) is var broken
                ? Changed(broken, bytes => bytes[ChunkAt(bytes, "IDAT") - 1] ^= 1) : [], Oddity.ContestedColours),
        Case("a gap behind the palette", PalettedBmp(gap: 256), Oddity.HeaderVariant),
        Case("an unknown critical chunk", PngWith("IDAT", "ABCD", [1]), Oddity.PartOrder),
        Case("animation without frames", PngWith("IDAT", "acTL", [0, 0, 0, 2, 0, 0, 0, 0]), Oddity.Animation),
        Case("a screen smaller than its frame", Changed(Gif(), file => file[6] = 50), Oddity.FrameBeyondScreen),
        Case("no trailer", PlainGif[..^1], Oddity.MissingEnd),
        Case("a stray extension", [.. PlainGif[..^1], 0x21, 0x01, 1, 2, 0, 0x3B], Oddity.PartOrder),
        Case("two pictures", Riff([.. Webp().AsSpan(12), .. Webp().AsSpan(12)]), Oddity.ContainerFlags),
        Case("a picture without its flag",
            Riff([.. "VP8X"u8, 10, 0, 0, 0, 2, 0, 0, 0, 199, 0, 0, 149, 0, 0, .. Webp().AsSpan(12)]),
            Oddity.ContainerFlags),
        Case("a WebP's profile with a table of colours", WebpWithProfile(ProfileWithTable()), Oddity.ContestedColours),
        Case("a header of 60",
            [.. Bmp().AsSpan(0, 14), 60, .. Bmp().AsSpan(15, 39), .. new byte[20], .. Bmp().AsSpan(54)],
            Oddity.HeaderVariant),
        Case("two planes", Changed(Bmp(), file => file[26] = 2), Oddity.HeaderVariant),
    ];

    private static byte[] Packed(IEnumerable<byte> profile)
    {
        using var packed = new MemoryStream();
        using (var packer = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            packer.Write([.. profile]);
        }

        return [(byte)'p', 0, 0, .. packed.ToArray()];
    }

    // 8 bits, all 256 colours, and zeros between them and the pixels.
    private static byte[] PalettedBmp(int gap)
    {
        var head = new byte[54 + (256 * 4) + gap];
        Bmp().AsSpan(0, 54).CopyTo(head);
        WriteInt32LittleEndian(head.AsSpan(10), head.Length);
        WriteInt32LittleEndian(head.AsSpan(18), 16);
        WriteInt32LittleEndian(head.AsSpan(22), 16);
        WriteInt16LittleEndian(head.AsSpan(28), 8);
        WriteInt32LittleEndian(head.AsSpan(46), 0);
        return [.. head, .. new byte[256]];
    }

    [TestCaseSource(nameof(Plain))]
    public void Read_PictureAsEncodersMakeIt_IsCanonical(byte[] file, Oddity? none)
    {
        var structure = Read(file);

        Assert.That((structure.Oddity, structure.Damage), Is.EqualTo((none, (UnscannableReason?)null)));
    }

    [TestCaseSource(nameof(OddJpegs))]
    [TestCaseSource(nameof(OddOthers))]
    public void Read_PictureThatDecodersTakeDifferently_SaysWhy(byte[] file, Oddity? oddity)
    {
        var structure = Read(file);

        Assert.That(structure.Oddity, Is.EqualTo(oddity));
    }

    // Whatever else is odd about it, no decoder's word counts for colours that even browsers read in two ways.
    [TestCaseSource(nameof(OddJpegs))]
    public void Read_OddJpegOfContestedColours_IsContested(byte[] file, Oddity? _)
    {
        var structure = Read([.. file[..2], .. ProfileSegment(ProfileWithTable()), .. file[2..]]);

        Assert.That(structure.Oddity, Is.EqualTo(Oddity.ContestedColours));
    }

    [Test]
    public void Read_OddWebpOfContestedColours_IsContested()
    {
        var file = WebpWithProfile(ProfileWithTable());

        var structure = Read(Riff([.. file[12..30], .. "ABCD"u8, 0, 0, 0, 0, .. file[30..]]));

        Assert.That(structure.Oddity, Is.EqualTo(Oddity.ContestedColours));
    }

    [Test]
    public void Read_JpegBehindTheEnd_IsAFurtherPicture()
    {
        var (first, second) = (Jpeg(), SamplePictures.Scene(3, 64, 64).ToJpeg());

        var structure = Read([.. first, 0, 0, .. second, 1, 2]);

        Assert.That(structure.IsCanonical, Is.True);
        Assert.That(structure.Further.Select(file => file.ToArray()), Is.EqualTo((byte[][])[second]));
    }

    [Test]
    public void Read_AnimationThatBreaksOff_KeepsTheFramesBefore()
    {
        var file = TestAnimations.Gif(64, 64, Frames());

        var structure = Read(file[..^30]);

        Assert.That(structure.Damage, Is.EqualTo(Damage.Truncated));
        Assert.That(structure.Frames, Has.Count.EqualTo(2));
    }

    internal static PictureStructure Read(byte[] file, int framesMax = 32)
    {
        Assert.That(ScanWorker.Adapters.Decoding.FormatSniffer.Sniff(file, out var format), Is.Null);
        var read = PictureStructure.Read(format, file, framesMax);
        return read.TryGet(out var structure) ? structure : throw new AssertionException(read.Reason.ToString());
    }

    private static TestCaseData Case(string name, byte[] file, Oddity? oddity = null) =>
        new TestCaseData(file, oddity).SetArgDisplayNames(name);

    private static TestFrame[] Frames() =>
        [.. Enumerable.Range(0, 3).Select(seed => new TestFrame(SamplePictures.Scene(seed, 64, 64)))];

    private static byte[] WithoutSegments(byte[] file, byte marker)
    {
        var at = MarkerAt(file, marker);
        var end = MarkerAt(file, 0xDA);
        return [.. file.AsSpan(0, at), .. file.AsSpan(end)];
    }

    private static byte[] WebpWithProfile(byte[] profile) => Riff(
    [
        .. "VP8X"u8, 10, 0, 0, 0, 0x20, 0, 0, 0, 199, 0, 0, 149, 0, 0, .. "ICCP"u8,
        .. BitConverter.GetBytes(profile.Length), .. profile, .. new byte[profile.Length & 1], .. Webp().AsSpan(12),
    ]);

    private static byte[] Riff(byte[] chunks)
    {
        byte[] file = [.. "RIFF"u8, 0, 0, 0, 0, .. "WEBP"u8, .. chunks];
        _ = BitConverter.TryWriteBytes(file.AsSpan(4), file.Length - 8);
        return file;
    }
}
