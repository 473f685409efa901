using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;

namespace ScanWorker.Tests.Decoding;

/// <summary>A video with nothing wrong must not go to review because ffmpeg complains.</summary>
/// <remarks>One of ten by default; all with <c>SCANWORKER_VIDEOS_EVERY=1</c>.</remarks>
[TestFixture, NonParallelizable]
internal sealed class OrdinaryVideoTests
{
    private static readonly int Every = LongRun.Setting("SCANWORKER_VIDEOS_EVERY", 10);

    private static readonly TestCaseData[] Videos =
    [
        .. OrdinaryVideo.All.Where((_, number) => number % Every == 0)
            .Select(video => new TestCaseData(video).SetArgDisplayNames(video.ToString())),
    ];

    private readonly DecoderWorld _world = new(lanes: 1, video: new VideoOptions());

    [OneTimeSetUp]
    public void Begin() => _world.Pool.Begin();

    [OneTimeTearDown]
    public void End() => _world.Dispose();

    [TestCaseSource(nameof(Videos))]
    public async Task FingerprintAsync_OrdinaryVideo_IsSeenWhole(OrdinaryVideo video)
    {
        var prints = await _world.FingerprintAsync(video.Make());

        Assert.That(prints.Reason, Is.Null);
        Assert.That(prints.Picture?.FramesDecoded, Is.GreaterThanOrEqualTo(2));
    }

    // What goes to review though it plays: a cover is a stream of pictures that nobody looked at, and at a join packets
    // seem to be lost.
    [TestCase("ambiguous-picture:video-streams", true)]
    [TestCase("corrupt:malformed", false)]
    public async Task FingerprintAsync_CoverOrJoin_IsSeenAndSaysSo(string reason, bool hasCover)
    {
        var film = OrdinaryVideo.All.First(video => video.Extension == (hasCover ? "mp4" : "ts")).Make();
        var content = hasCover
            ? TestVideos.Again(
                film, "mp4", TimeSpan.Zero, "-f", "lavfi", "-i", "testsrc2=size=160x90:duration=0.04", "-map", "0",
                "-map", "1", "-c", "copy", "-c:v:1", "png", "-disposition:v:1", "attached_pic")
            : [.. film, .. film];

        var prints = await _world.FingerprintAsync(content);

        Assert.That(prints.Reason?.ToString(), Is.EqualTo(reason));
        Assert.That(prints.Hashes, Is.Not.Empty);
    }
}
