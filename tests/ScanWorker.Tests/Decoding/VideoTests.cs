using System.Runtime.InteropServices;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Samples;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;

namespace ScanWorker.Tests.Decoding;

/// <summary>Videos through real decoder processes and the ffmpeg of this machine.</summary>
[TestFixture, NonParallelizable]
internal sealed partial class VideoTests
{
    private const int DistanceMax = 31;
    private const int Width = 320;
    private const int Height = 240;
    private const double ShownAt = 3;

    private static readonly SamplePicture Known = SamplePictures.Scene(7, Width, Height);

    private static readonly (SamplePicture, double)[] Scenes =
    [
        (SamplePictures.Scene(1, Width, Height), ShownAt), (Known, 0.4), (SamplePictures.Scene(2, Width, Height), 2.6),
    ];

    private static readonly TestCaseData[] Containers =
    [
        Container("mp4", "mp4", "-pix_fmt", "yuv420p"),
        Container("mp4", "mp4", "-pix_fmt", "yuv420p", "-movflags", "+faststart"),
        Container("mp4", "mp4", "-pix_fmt", "yuv420p", "-movflags", "+frag_keyframe+empty_moov"),
        Container("mp4", "3gp", "-c:v", "mpeg4", "-q:v", "5"),
        Container("quicktime", "mov", "-pix_fmt", "yuv420p"),
        Container("matroska", "webm", "-c:v", "libvpx", "-b:v", "1M"),
        Container("matroska", "mkv", "-pix_fmt", "yuv420p"),
        Container("avi", "avi", "-c:v", "mpeg4", "-q:v", "5"),
        Container("flv", "flv", "-c:v", "flv1", "-q:v", "5"),
        Container("mpeg-ts", "ts", "-pix_fmt", "yuv420p"),
        Container("mpeg-ps", "mpg", "-c:v", "mpeg2video", "-q:v", "5", "-r", "25"),
        Container("mpeg-video", "m2v", "-c:v", "mpeg2video", "-q:v", "5", "-r", "25"),
        Container("wmv", "wmv", "-c:v", "wmv2", "-q:v", "5"),
        Container("ogg", "ogv", "-c:v", "libtheora", "-q:v", "8"),
        Container("gif", "gif"),
        Container("png", "apng", "-f", "apng", "-pred", "none"),
    ];

    private readonly DecoderWorld _world = new(lanes: 1, video: new VideoOptions());
    private Hash256 _known;

    [OneTimeSetUp]
    public async Task Begin()
    {
        _world.Pool.Begin();
        var prints = await _world.Within.FingerprintAsync(
            TestImages.File(ImageFormat.Png, Known), DecoderWorld.Order, new UnboundedMemory(), CancellationToken.None);
        _known = prints.Hashes[0].Hash;
    }

    [OneTimeTearDown]
    public void End() => _world.Dispose();

    [TestCaseSource(nameof(Containers))]
    public async Task FingerprintAsync_PictureShownForLessThanASecond_IsFoundAtItsSecond(
        string name, string extension, string[] arguments)
    {
        var film = TestVideos.Film(extension, Scenes, arguments);

        var prints = await _world.FingerprintAsync(film);

        Assert.That(prints.Reason, Is.Null);
        Assert.That(prints.Picture?.Decoder, Does.Match("^ffmpeg/[0-9a-z.-]+$"));
        Assert.That(
            (prints.Picture?.Format, prints.Picture?.Width, prints.Picture?.Height),
            Is.EqualTo((name, Width, Height)));
        Assert.That(Sightings(prints), Is.Not.Empty);
        Assert.That(
            Sightings(prints).Select(hash => hash.Second).OfType<double>(),
            Is.Not.Empty.And.All.InRange(ShownAt - 0.1, ShownAt + 0.5));
    }

    [Test]
    public async Task FingerprintAsync_VideoOfTwoMinutes_IsLookedAtOnceASecondOrOftener()
    {
        var film = TestVideos.Generated(
            "mp4", "testsrc2=size=160x120:rate=10:duration=120", "-pix_fmt", "yuv420p", "-preset", "ultrafast");

        var prints = await _world.FingerprintAsync(film);

        var seconds = prints.Hashes.Select(hash => hash.Second).OfType<double>().Distinct().Prepend(0).Append(120)
            .Order().ToList();
        Assert.That(prints.Reason, Is.Null);
        Assert.That(prints.Picture?.FramesDecoded, Is.GreaterThanOrEqualTo(120));
        Assert.That(seconds.Zip(seconds.Skip(1), (one, next) => next - one), Is.All.LessThan(3.0));
    }

    [Test]
    public async Task FingerprintAsync_CutShort_SaysSoAndKeepsWhatWasSeen()
    {
        var film = TestVideos.Film("mp4", Scenes, "-pix_fmt", "yuv420p", "-movflags", "+faststart", "-g", "5");
        var atTheEnd = TestVideos.Film("mp4", Scenes, "-pix_fmt", "yuv420p");
        Assert.That(At(film, "moov"), Is.LessThan(At(film, "mdat")));
        Assert.That(At(atTheEnd, "moov"), Is.GreaterThan(At(atTheEnd, "mdat")));

        var cut = await _world.FingerprintAsync(film[..(film.Length * 8 / 10)]);
        var headless = await _world.FingerprintAsync(atTheEnd[..^200]);

        Assert.That(cut.Reason?.Code, Is.EqualTo(UnscannableCode.Corrupt));
        Assert.That(Sightings(cut), Is.Not.Empty);
        Assert.That(
            (headless.Reason?.Code, headless.Picture, headless.Hashes.Length),
            Is.EqualTo((UnscannableCode.Corrupt, default(DecodedPicture), 0)));
    }

    [Test]
    public async Task FingerprintAsync_MoreFramesThanTheLimit_SaysSoAndKeepsWhatWasSeen()
    {
        using var world = new DecoderWorld(lanes: 1, video: new VideoOptions { FramesMax = 5 });

        var prints = await world.FingerprintAsync(TestVideos.Film("mp4", Scenes, "-pix_fmt", "yuv420p"));

        Assert.That(prints.Reason?.Code, Is.EqualTo(UnscannableCode.TooManyFrames));
        Assert.That((prints.Picture?.FramesDecoded, prints.Picture?.FramesCapped), Is.EqualTo((5, true)));
        Assert.That(Sightings(prints), Is.Not.Empty);
    }

    [Test]
    public async Task FingerprintAsync_LongerThanTheDeadline_SaysSoAndKeepsWhatWasSeen()
    {
        using var world = new DecoderWorld(
            lanes: 1, video: new VideoOptions { Deadline = TimeSpan.FromSeconds(3), FramesMax = 10_000 });

        var prints = await world.FingerprintAsync(Endless());

        Assert.That(prints.Reason?.Code, Is.EqualTo(UnscannableCode.DecodeTimeout));
        Assert.That(prints.Hashes, Is.Not.Empty);
        Assert.That((await world.FingerprintAsync(TestImages.File(ImageFormat.Jpeg))).Reason, Is.Null);
    }

    [Test]
    public async Task FingerprintAsync_LargerThanTheLimits_IsRefused()
    {
        using var small = new DecoderWorld(lanes: 1, video: new VideoOptions { MemoryBytesMax = 16 << 20 });
        var wide = TestVideos.Generated("avi", "color=size=8000x6000:rate=1:duration=1", "-c:v", "mjpeg");
        var heavy = TestVideos.Generated(
            "mp4", "testsrc2=size=3840x2160:rate=5:duration=2", "-pix_fmt", "yuv420p", "-preset", "ultrafast");

        var tooWide = await _world.FingerprintAsync(wide);
        var tooHeavy = await small.FingerprintAsync(heavy);

        Assert.That(tooWide.Reason?.Code, Is.EqualTo(UnscannableCode.TooManyPixels));
        Assert.That(tooHeavy.Reason?.Code, Is.EqualTo(UnscannableCode.DecodeMemory));
    }

    [Test]
    public async Task FingerprintAsync_TwoStreamsOfPictures_IsNotTakenForOne()
    {
        var film = TestVideos.Generated(
            "mkv", "testsrc2=size=160x120:rate=5:duration=2",
            "-f", "lavfi", "-i", "testsrc=size=160x120:rate=5:duration=2", "-map", "0", "-map", "1");

        var prints = await _world.FingerprintAsync(film);

        Assert.That(prints.Reason?.ToString(), Is.EqualTo("ambiguous-picture:video-streams"));
        Assert.That(prints.Hashes, Is.Not.Empty);
    }

    [Test]
    public async Task FingerprintAsync_SoundAlone_IsStillUnsupported()
    {
        var sound = TestVideos.Generated("ogg", "sine=duration=1", "-c:a", "libvorbis");

        Assert.That((await _world.FingerprintAsync(sound)).Reason?.ToString(), Is.EqualTo("unsupported-format:ogg"));
    }

    [Test]
    public async Task FingerprintAsync_FfmpegThatDies_IsTriedTwiceAndNoMore()
    {
        var running = _world.FingerprintAsync(Endless());
        while (!running.IsCompleted)
        {
            SignalFfmpeg(9);
        }

        Assert.That((await running).Reason?.ToString(), Is.EqualTo("decoder-crashed:sigkill"));
    }

    [Test]
    public async Task FingerprintAsync_FfmpegThatHangs_IsKilledAtTheDeadline()
    {
        using var world = new DecoderWorld(lanes: 1, video: new VideoOptions { Deadline = TimeSpan.FromSeconds(3) });
        Assert.That(await (world.Videos?.OpenAsync() ?? default), Is.Not.Null);

        var running = world.FingerprintAsync(Endless());
        while (!running.IsCompleted)
        {
            SignalFfmpeg(DecoderWorld.Stop);
        }

        Assert.That((await running).Reason?.Code, Is.EqualTo(UnscannableCode.DecodeTimeout));
        Assert.That(FfmpegProcesses.Ids, Is.Empty);
    }

    [TestCase("")]
    [TestCase("/no/such/ffmpeg")]
    [TestCase("/usr/bin/env")]
    public async Task FingerprintAsync_WithoutFfmpegThatWorks_IsUnsupportedAsEver(string path)
    {
        using var world = new DecoderWorld(lanes: 1, video: new VideoOptions { Ffmpeg = path });

        var prints = await world.FingerprintAsync(TestVideos.Film("mp4", Scenes, "-pix_fmt", "yuv420p"));

        Assert.That(prints.Reason?.ToString(), Is.EqualTo("unsupported-format:mp4"));
        Assert.That(prints.Hashes, Is.Empty);
    }

    // Hours of it, which nobody decodes in seconds: one short film again and again, as its container allows.
    private static byte[] Endless()
    {
        var film = TestVideos.Generated(
            "ts", "testsrc2=size=640x480:rate=30:duration=4",
            "-pix_fmt", "yuv420p", "-preset", "ultrafast", "-b:v", "300k");
        return [.. Enumerable.Repeat(film, 200).SelectMany(bytes => bytes)];
    }

    private static TestCaseData Container(string name, string extension, params string[] arguments) =>
        new TestCaseData(name, extension, arguments).SetArgDisplayNames($"{extension} {string.Join(' ', arguments)}");

    private static int At(byte[] file, string box) => file.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(box));

    private static void SignalFfmpeg(int signal)
    {
        foreach (var id in FfmpegProcesses.Ids)
        {
            Signal(id, signal);
        }
    }

    private IEnumerable<PerceptualHash> Sightings(ContentFingerprints prints) => prints.Hashes.Where(
        hash => hash.Transform == DihedralTransform.Original && hash.Hash.DistanceTo(_known) <= DistanceMax);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}
