using ScanWorker.Pipeline.Content;
using ScanWorker.Replay.Runs;

namespace ScanWorker.Replay.Tests.Runs;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ContentRootTests
{
    [TestCase("file:///2026/a%20b.jpg", "file:///data/2026/a%20b.jpg")]
    [TestCase("FILE:///2026/a.jpg", "file:///data/2026/a.jpg")]
    [TestCase("file:///data/2026/a.jpg", "file:///data/2026/a.jpg")]
    [TestCase("file:///database/a.jpg", "file:///data/database/a.jpg")]
    [TestCase("file:///../../etc/passwd", "file:///data/etc/passwd")]
    [TestCase("file://host/a.jpg", "file://host/a.jpg")]
    [TestCase("https://host/a.jpg", "https://host/a.jpg")]
    [TestCase("not a uri", "not a uri")]
    public void Resolve_AnyLocation_IsBelowTheRootOrUntouched(string recorded, string resolved) =>
        Assert.That(
            new ContentRoot("/data/").Resolve(new ContentLocation.Remote(recorded)),
            Is.EqualTo(new ContentLocation.Remote(resolved)));
}
