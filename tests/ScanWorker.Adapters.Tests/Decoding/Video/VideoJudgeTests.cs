using System.Text;
using ScanWorker.Adapters.Decoding.Video;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Adapters.Tests.Decoding.Video;

/// <summary>What ffmpeg says, and what is made of it.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class VideoJudgeTests
{
    private const int Killed = 137;
    private const string Told = """
        [info] ffmpeg version 5.1.9-0+deb12u1 Copyright (c) 2000-2026 the FFmpeg developers
        [info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from '/proc/self/fd/7':
        [info]   Metadata:
        [info]     title           : Stream #0:7: Video: h264, 1x1
        [info]   Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(progressive), 640x360 [SAR 1:1 DAR 16:9], 47 kb/s
        [info]   Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, stereo
        [info] Stream mapping:
        [info]   Stream #0:0 -> #0:0 (h264 (native) -> pam (native))
        [info]   Stream #0:0: Video: pam, rgba, 512x288, 25 fps

        """;

    private static readonly VideoFormat Mp4 = VideoFormat.Containers[0];

    private static readonly ContentFingerprints Refused =
        new UnscannableReason(UnscannableCode.UnsupportedFormat, "mp4");

    private static readonly ContentFingerprints Film = new()
    {
        Hashes = [new PerceptualHash(default, 90, 0, DihedralTransform.Original) { Second = 1 }],
        QualityMin = 90,
        QualityMax = 90,
        Picture = new DecodedPicture("mp4", 512, 288, 5, 5, "ffmpeg/0"),
    };

    private static readonly ContentFingerprints Nothing = new UnscannableReason(UnscannableCode.Corrupt, "undecodable");

    [Test]
    public void Judge_AllOfIt_HasNoReasonAndNamesFfmpegAndTheSizeOfTheVideo()
    {
        var (prints, _) = Judge(Told, Film);

        Assert.That(prints?.Reason, Is.Null);
        Assert.That(
            prints?.Picture, Is.EqualTo(new DecodedPicture("mp4", 640, 360, 5, 5, "ffmpeg/5.1.9-0-deb12u1")));
    }

    [TestCase("[error] /proc/self/fd/7: Invalid data found when processing input", "corrupt:malformed")]
    [TestCase("[h264 @ 0x557ff7dcc380] [error] decode_slice_header error", "corrupt:malformed")]
    [TestCase("[avi @ 0x55be4ad77a80] [warning] Packet corrupt (stream = 0, dts = 108).", "corrupt:malformed")]
    [TestCase("[warning] /proc/self/fd/7: corrupt decoded frame in stream 0", "corrupt:malformed")]
    [TestCase("[h264 @ 0x557ff7dcc380] [error] get_buffer() failed", "decode-memory:out-of-memory")]
    [TestCase("[error] Error while filtering: Cannot allocate memory", "decode-memory:out-of-memory")]
    [TestCase(
        "[mjpeg @ 0x5602] [error] [IMGUTILS @ 0x7f] Picture size 8000x6000 exceeds specified max pixel count 4000000",
        "too-many-pixels")]
    public void Judge_WhateverItComplainsOf_IsTheReason(string line, string reason) =>
        Assert.That(Judge($"{Told}{line}\n", Film).Prints?.Reason?.ToString(), Is.EqualTo(reason));

    [TestCase("[info]     comment         : [error] nothing is wrong")]
    [TestCase("[info]     comment         : Cannot allocate memory")]
    [TestCase("[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55] [warning] st: 0 edit list: 1 Missing key frame while searching")]
    public void Judge_WhatTheVideoSaysOfItself_IsNoReason(string line) =>
        Assert.That(Judge($"{Told}{line}\n", Film).Prints?.Reason, Is.Null);

    [Test]
    public void Judge_SecondStreamOfPictures_IsNotTakenForOne()
    {
        var told = Told.Replace("[info] Stream mapping:", """
            [info]   Stream #0:2[0x0]: Video: mjpeg (Baseline), yuvj420p(pc), 320x240, 90k tbr (attached pic)
            [info] Stream mapping:
            """, StringComparison.Ordinal);

        Assert.That(Judge(told, Film).Prints?.Reason, Is.EqualTo(VideoJudge.SeveralStreams));
    }

    [TestCase("[error] Stream map '0:V:0' matches no streams.")]
    [TestCase("[fatal] Decoder (codec none) not found for input stream #0:0")]
    public void Judge_NoPicturesForThisFfmpeg_IsAsBefore(string line) =>
        Assert.That(Judge($"{line}\n", Nothing, exitCode: 1).Prints?.Reason, Is.EqualTo(Refused.Reason));

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(183)]
    public void Judge_NoFrames_IsUndecodable(int exitCode) =>
        Assert.That(Judge("", Nothing, exitCode).Prints?.Reason?.ToString(), Is.EqualTo("corrupt:undecodable"));

    [TestCase(1)]
    [TestCase(69)]
    [TestCase(255)]
    public void Judge_FramesAndAFailure_IsDamaged(int exitCode) =>
        Assert.That(Judge(Told, Film, exitCode).Prints?.Reason?.ToString(), Is.EqualTo("corrupt:malformed"));

    [TestCase(Killed, "sigkill")]
    [TestCase(139, "sigsegv")]
    [TestCase(71, "exit")]
    public void Judge_EndedByWhomever_HasACauseAndNoPrints(int exitCode, string cause) =>
        Assert.That(Judge(Told, Film, exitCode), Is.EqualTo((default(ContentFingerprints), cause)));

    [Test]
    public void Judge_CutByTheDeadline_SaysSoBeforeAllElse() => Assert.That(
        Judge($"{Told}[error] x\n", Film, isCut: true).Prints?.Reason?.Code, Is.EqualTo(UnscannableCode.DecodeTimeout));

    [Test]
    public void Judge_AnimationBeyondTheLimit_HasItsFirstFramesAndThoseOfFfmpegBehindThem()
    {
        var before = new ContentFingerprints
        {
            Hashes = [new PerceptualHash(default, 20, 31, DihedralTransform.Original)],
            QualityMin = 20,
            QualityMax = 60,
            Picture = new DecodedPicture("gif", 800, 600, 32, 500, "skia/1"),
            Reason = UnscannableCode.TooManyFrames,
        };

        var (prints, _) = VideoJudge.Judge(
            VideoFormat.Animations[0], before, Film, Reported(Told), 0, isCut: false, sidePixelsMax: 1000);

        Assert.That(prints?.Reason, Is.Null);
        Assert.That(
            prints?.Hashes.Select(hash => (hash.Frame, hash.Second)),
            Is.EqualTo((List<(int, double?)>)[(31, null), (32, 1)]));
        Assert.That(
            prints?.Picture, Is.EqualTo(new DecodedPicture("gif", 800, 600, 37, 37, "ffmpeg/5.1.9-0-deb12u1")));
        Assert.That((prints?.QualityMin, prints?.QualityMax), Is.EqualTo((90, 90)));
    }

    [Test]
    public void Take_AnyBytes_AreNoException()
    {
        var random = new Random(1);
        var bytes = new byte[20_000];
        random.NextBytes(bytes);
        using var stream = new MemoryStream(bytes);

        Assert.That(() => new FfmpegReport().Read(stream), Throws.Nothing);
    }

    private static FfmpegReport Reported(string told)
    {
        var report = new FfmpegReport();
        using var stream = new MemoryStream(Encoding.ASCII.GetBytes(told));
        report.Read(stream);
        return report;
    }

    private static (ContentFingerprints? Prints, string Cause) Judge(
        string told, ContentFingerprints film, int exitCode = 0, bool isCut = false) =>
        VideoJudge.Judge(Mp4, Refused, film, Reported(told), exitCode, isCut, sidePixelsMax: 1000);
}
