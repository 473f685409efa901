using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding.Structures;

/// <summary>Pictures of many small parts cost no more than their bytes, and those that cost a decoder much say
/// so.</summary>
[TestFixture, FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StructureLimitsTests
{
    private const int MegabytesMax = 24;

    [Test]
    public void Read_PngThatRepeatsItsTransparencyInEveryFrame_KeepsOne()
    {
        var frames = Enumerable.Range(0, 32).Select(_ => new TestFrame(SamplePictures.Scene(1, 16, 16))).ToList();
        var file = TestAnimations.Png(frames);
        var transparency = OddPictures.Chunk("tRNS", new byte[6]);
        byte[] repeated = [.. Enumerable.Repeat(transparency, 170_000).SelectMany(chunk => chunk)];
        byte[] bomb = [.. file.AsSpan(0, 33), .. repeated, .. file.AsSpan(33)];

        var (structure, bytes) = Measured(bomb);

        Assert.That((structure.Oddity, structure.FrameCount), Is.EqualTo(((Oddity?)Oddity.RepeatedPart, 32)));
        Assert.That(structure.Frames.Sum(frame => frame.Pieces.Count), Is.LessThan(500));
        Assert.That(bytes, Is.LessThan(MegabytesMax << 20));
    }

    [Test]
    public void Read_PngOfAMillionChunksOfPixels_PutsThemTogether()
    {
        var file = OddPictures.Png();
        var at = OddPictures.ChunkAt(file, "IDAT");
        byte[] none = OddPictures.Chunk("IDAT", []);
        byte[] repeated = [.. Enumerable.Repeat(none, 500_000).SelectMany(chunk => chunk)];
        byte[] bomb = [.. file.AsSpan(0, at), .. repeated, .. file.AsSpan(at)];

        var (structure, bytes) = Measured(bomb);

        Assert.That(structure.Oddity, Is.EqualTo(Oddity.TooManyParts));
        Assert.That(structure.Frames[0].Pieces, Has.Count.LessThan(100));
        Assert.That(bytes, Is.LessThan(MegabytesMax << 20));
    }

    [Test]
    public void Read_JpegOfManyRestartMarkers_KeepsNoneOfThem()
    {
        var file = OddPictures.Jpeg();
        byte[] repeated = [.. Enumerable.Repeat((byte[])[0xFF, 0xD0], 2_000_000).SelectMany(pair => pair)];
        byte[] bomb = [.. file[..^2], .. repeated, 0xFF, 0xD9];

        var (structure, bytes) = Measured(bomb);

        Assert.That(structure.Oddity, Is.EqualTo(Oddity.RestartMarkers));
        Assert.That(bytes, Is.LessThan(MegabytesMax << 20));
    }

    [Test]
    public void Read_LosslessWebpOfManyGroups_CountsThemIntoItsMemory()
    {
        var (structure, bytes) = Measured(OneOfManyGroups());

        Assert.That(structure.Oddity, Is.EqualTo(Oddity.TooManyParts));
        Assert.That(structure.DecodeBytes, Is.GreaterThan(1L << 30));
        Assert.That(bytes, Is.LessThan(MegabytesMax << 20));
    }

    [Test]
    public void Read_DeadlineReached_Ends(
        [ValueSource(typeof(TestImages), nameof(TestImages.Formats))] ImageFormat format)
    {
        using var deadline = new CancellationTokenSource();
        deadline.Cancel();

        Assert.That(
            () => PictureStructure.Read(format, TestImages.File(format), 1, deadline.Token),
            Throws.InstanceOf<OperationCanceledException>());
    }

    private static (PictureStructure Structure, long Bytes) Measured(byte[] file)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var structure = CanonicityTests.Read(file);
        return (structure, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    // 64 by 64, no transform, no cache; an image of groups in which each of 256 pixels has 65,535 as its group: five
    // codes of one symbol each, which take no bits.
    private static byte[] OneOfManyGroups()
    {
        var bits = new List<bool>();
        Add(0x2F, 8);
        Add(63, 14);
        Add(63, 14);
        Add(0, 4);
        Add(0, 1);
        Add(0, 1);
        Add(1, 1);
        Add(0, 3);
        Add(0, 1);
        foreach (var symbol in (int[])[255, 255, 0, 0, 0])
        {
            Add(1, 1);
            Add(0, 1);
            Add(1, 1);
            Add(symbol, 8);
        }

        Add(0, 64 * 8);
        var data = new byte[bits.Count / 8];
        for (var i = 0; i < data.Length * 8; i++)
        {
            data[i / 8] |= (byte)(bits[i] ? 1 << (i % 8) : 0);
        }

        byte[] chunk = [.. "VP8L"u8, (byte)data.Length, 0, 0, 0, .. data, .. new byte[data.Length % 2]];
        return [.. "RIFF"u8, (byte)(chunk.Length + 4), 0, 0, 0, .. "WEBP"u8, .. chunk];

        void Add(int value, int count)
        {
            for (var i = 0; i < count; i++)
            {
                bits.Add(i < 32 && (value >> i & 1) == 1);
            }
        }
    }
}
