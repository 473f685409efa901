using System.Text;
using ScanWorker.Adapters.Decoding.Video;
using ScanWorker.Adapters.Samples;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Tests.Decoding.Video;

/// <summary>Frames and times as ffmpeg writes them, and as it does not.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FilmReaderTests
{
    private readonly BlockPool _pool = new(16 << 20);

    [TearDown]
    public void NothingIsKept() => Assert.That(_pool.LentBytes, Is.Zero);

    [Test]
    public void Read_FramesWithTheirTimes_AreHashedAtThem()
    {
        var prints = Read([.. Frame(1), .. Frame(2, 100, 120)], "0", "12.3456");

        Assert.That(prints.Reason, Is.Null);
        Assert.That(
            prints.Hashes.Select(hash => (hash.Frame, hash.Second)),
            Is.EqualTo((List<(int, double?)>)[(0, 0), (1, 12.346)]));
        Assert.That(
            prints.Hashes.Select(hash => hash.Hash),
            Is.EqualTo((Hashing.Hash256[])
            [
                Decoders.Fingerprint(SamplePictures.Scene(1, 160, 120)).Hash,
                Decoders.Fingerprint(SamplePictures.Scene(2, 100, 120)).Hash,
            ]));
        Assert.That(prints.Picture, Is.EqualTo(new DecodedPicture("mp4", 160, 120, 2, 2, "ffmpeg/0")));
    }

    // Between its scenes a film is black.
    [Test]
    public void Read_PlainFrameAmongOthers_IsPassedOver()
    {
        var prints = Read([.. Pam(160, 120, new byte[160 * 120 * 4]), .. Frame(1)], "0", "1");

        Assert.That((prints.QualityMin, prints.QualityMax), Is.EqualTo((100, 100)));
    }

    [Test]
    public void Read_OneFrameMoreThanTheLimit_SaysSo()
    {
        var prints = Read([.. Frame(1), .. Frame(2), .. Frame(3), .. Frame(4)], "0", "1", "2", "3");

        Assert.That(prints.Reason?.Code, Is.EqualTo(UnscannableCode.TooManyFrames));
        Assert.That((prints.Picture?.FramesDecoded, prints.Picture?.FramesCapped), Is.EqualTo((3, true)));
    }

    [Test]
    public void Read_CutAnywhere_KeepsWholeFramesAndSaysSo()
    {
        var (first, second) = (Frame(1), Frame(2));
        byte[] film = [.. first, .. second];
        foreach (var length in (int[])[first.Length + 1, first.Length + 40, first.Length + 90, film.Length - 1])
        {
            var prints = Read(film[..length], "0", "1");

            Assert.That((prints.Reason?.ToString(), prints.Hashes.Length), Is.EqualTo(("corrupt:truncated", 1)));
        }
    }

    [Test]
    public void Read_FrameWithoutItsLine_IsNotHashed() =>
        Assert.That(Read([.. Frame(1), .. Frame(2)], "0").Hashes, Has.Length.EqualTo(1));

    [Test]
    public void Read_Nothing_IsUndecodable() =>
        Assert.That(Read([]).Reason?.ToString(), Is.EqualTo("corrupt:undecodable"));

    [TestCase("P6\nWIDTH 2\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nENDHDR\n")]
    [TestCase("P7\nWIDTH 0\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nENDHDR\n")]
    [TestCase("P7\nWIDTH 513\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nENDHDR\n")]
    [TestCase("P7\nWIDTH -2\nHEIGHT 2\nDEPTH 4\nMAXVAL 255\nENDHDR\n")]
    [TestCase("P7\nWIDTH 2\nHEIGHT 99999999999\nDEPTH 4\nMAXVAL 255\nENDHDR\n")]
    [TestCase("P7\nWIDTH 2\nHEIGHT 2\nDEPTH 3\nMAXVAL 255\nENDHDR\n")]
    [TestCase("P7\nWIDTH 2\nHEIGHT 2\nDEPTH 4\nMAXVAL 65535\nENDHDR\n")]
    [TestCase("P7\nENDHDR\n")]
    public void Read_HeaderThatIsNotOurs_EndsIt(string header)
    {
        var prints = Read([.. Encoding.ASCII.GetBytes(header), .. new byte[1000]], "0");

        Assert.That(
            (prints.Reason?.ToString(), prints.Picture), Is.EqualTo(("corrupt:truncated", default(DecodedPicture))));
    }

    [Test]
    public void Read_EndlessHeader_EndsIt() =>
        Assert.That(
            Read([.. Enumerable.Repeat((byte)'P', 10_000)], "0").Reason?.ToString(), Is.EqualTo("corrupt:truncated"));

    [TestCase("NOPTS", 0)]
    [TestCase("-0.5", 0)]
    [TestCase("nan", 0)]
    [TestCase("1e300", 1_728_000)]
    [TestCase("7", 7)]
    public void Read_ImpossibleTimes_AreMadePossible(string time, double second) =>
        Assert.That(Read(Frame(1), time).Hashes[0].Second, Is.EqualTo(second));

    private static byte[] Frame(int seed, int width = 160, int height = 120)
    {
        var pixels = new byte[width * height * 4];
        var rgb = SamplePictures.Scene(seed, width, height).Rgb;
        for (var i = 0; i < width * height; i++)
        {
            rgb.AsSpan(i * 3, 3).CopyTo(pixels.AsSpan(i * 4));
            pixels[(i * 4) + 3] = byte.MaxValue;
        }

        return Pam(width, height, pixels);
    }

    private static byte[] Pam(int width, int height, byte[] pixels)
    {
        for (var i = 3; i < pixels.Length; i += 4)
        {
            pixels[i] = byte.MaxValue;
        }

        var header = FormattableString.Invariant(
            $"P7\nWIDTH {width}\nHEIGHT {height}\nDEPTH 4\nMAXVAL 255\nTUPLTYPE RGB_ALPHA\nENDHDR\n");
        return [.. Encoding.ASCII.GetBytes(header), .. pixels];
    }

    private ContentFingerprints Read(byte[] frames, params string[] seconds)
    {
        var lines = seconds.Select((second, i) => $"frame:{i}    pts:{i}       pts_time:{second}\nlavfi.scene_score=0.0\n");
        using var film = new MemoryStream(frames);
        using var times = new MemoryStream(Encoding.ASCII.GetBytes(string.Concat(lines)));
        using var reader = new FilmReader(film, times, _pool);
        return reader.Read(Decoders.Order with { FramesMax = 3 }, "mp4");
    }
}
