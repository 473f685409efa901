using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;
using ScanWorker.Testing.Content;

namespace ScanWorker.Pipeline.Tests.Scan;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FetchStageTests : IDisposable
{
    private const string Somewhere = "fake://store/object";

    private readonly SteppingClock _clock = new();
    private readonly FakeContentFetcher _fetcher = new();
    private readonly BlockPool _pool = new(1 << 20);
    private readonly byte[] _bytes = ContentBytes.Some(5000);
    private readonly CancellationTokenSource _stopping = new();

    public void Dispose()
    {
        _stopping.Dispose();
        _pool.Dispose();
    }

    [Test]
    public async Task RunAsync_RemoteContent_IsFetchedWithItsDigests()
    {
        _fetcher.Put(Somewhere, _bytes);
        var stage = Stage();

        var outcome = await RunAsync(stage, Somewhere);

        Assert.That(outcome.TryGet(out var content), Is.True);
        using var owned = content;
        Assert.That(content?.Bytes.ToArray(), Is.EqualTo(_bytes));
        Assert.That(content?.Digests, Is.EqualTo(ContentDigester.Compute(_bytes)));
        Assert.That(stage.Budget.UsedBytes, Is.EqualTo(_bytes.Length));
    }

    [Test]
    public async Task RunAsync_InlineContent_IsCopiedWithItsDigests()
    {
        var stage = Stage();

        var outcome = await stage.RunAsync(new ContentLocation.Inline(_bytes), null, null, CancellationToken.None);

        Assert.That(outcome.TryGet(out var content), Is.True);
        using var owned = content;
        Assert.That(content?.Bytes.ToArray(), Is.EqualTo(_bytes));
        Assert.That(content?.Digests, Is.EqualTo(ContentDigester.Compute(_bytes)));
        Assert.That(stage.Budget.UsedBytes, Is.EqualTo(_bytes.Length));
    }

    [TestCase(0, UnscannableCode.Empty)]
    [TestCase(20_001, UnscannableCode.ContentTooLarge)]
    public async Task RunAsync_InlineContentOutsideTheLimits_IsUnscannable(int length, UnscannableCode expected)
    {
        var stage = Stage(contentBytesMax: 20_000);

        var outcome = await stage.RunAsync(
            new ContentLocation.Inline(new byte[length]), null, null, CancellationToken.None);

        Assert.That(outcome.Reason.Code, Is.EqualTo(expected));
    }

    [TestCase("", UnscannableCode.LocationInvalid)]
    [TestCase("not a uri", UnscannableCode.LocationInvalid)]
    [TestCase("/etc/hostname", UnscannableCode.LocationInvalid)]
    [TestCase("ftp://host/file", UnscannableCode.LocationNotAllowed)]
    [TestCase("fake://store/missing", UnscannableCode.NotFound)]
    public async Task RunAsync_LocationThatLeadsNowhere_IsUnscannable(string uri, UnscannableCode expected)
    {
        var stage = Stage();

        var outcome = await RunAsync(stage, uri);

        Assert.That(outcome.Reason.Code, Is.EqualTo(expected));
    }

    [Test]
    public async Task RunAsync_SchemeInCapitals_IsServed()
    {
        _fetcher.Put(Somewhere, _bytes);
        var stage = Stage();

        var outcome = await RunAsync(stage, "FAKE://store/object");

        Assert.That(outcome.TryGet(out var content), Is.True);
        content?.Dispose();
    }

    [TestCase(5000, true, ExpectedResult = null)]
    [TestCase(4999, true, ExpectedResult = UnscannableCode.LengthMismatch)]
    [TestCase(5000, false, ExpectedResult = UnscannableCode.DigestMismatch)]
    [TestCase(null, false, ExpectedResult = UnscannableCode.DigestMismatch)]
    [TestCase(null, true, ExpectedResult = null)]
    public async Task<UnscannableCode?> RunAsync_AnnouncedLengthAndDigest_AreChecked(int? length, bool digestIsRight)
    {
        _fetcher.Put(Somewhere, _bytes);
        var stage = Stage();
        var digest = digestIsRight ? ContentDigester.Compute(_bytes).Sha256 : default(Hash256);

        var outcome = await stage.RunAsync(
            new ContentLocation.Remote(Somewhere), length, digest, CancellationToken.None);

        if (outcome.TryGet(out var content))
        {
            content.Dispose();
            return null;
        }

        Assert.That((stage.Budget.UsedBytes, _pool.LentBytes), Is.EqualTo((0L, 0L)));
        return outcome.Reason.Code;
    }

    [Test]
    public async Task RunAsync_FailuresThatPass_AreRetriedWithDoublingPauses()
    {
        _fetcher.Put(Somewhere, _bytes).FailNext(attempts: 2);
        var stage = Stage();

        var running = RunAsync(stage, Somewhere);
        var deadline = await _clock.NextTimerAsync();
        var pauses = new[] { await _clock.PassNextTimerAsync(), await _clock.PassNextTimerAsync() };
        var outcome = await running;

        Assert.That(outcome.TryGet(out var content), Is.True);
        content?.Dispose();
        Assert.That(deadline, Is.EqualTo(TimeSpan.FromSeconds(10)));
        Assert.That(pauses, Is.EqualTo((TimeSpan[])[TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(400)]));
        Assert.That(_fetcher.Attempts, Is.EqualTo(3));
    }

    [Test]
    public async Task RunAsync_FailuresThatGoOn_AreGivenUp()
    {
        _fetcher.FailNext(attempts: 100);
        var stage = Stage(attemptsMax: 3);

        var running = RunAsync(stage, Somewhere);
        _ = await _clock.NextTimerAsync();
        _ = await _clock.PassNextTimerAsync();
        _ = await _clock.PassNextTimerAsync();
        var outcome = await running;

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.FetchFailed));
        Assert.That(_fetcher.Attempts, Is.EqualTo(3));
    }

    [Test]
    public async Task RunAsync_FailuresBeyondTheDeadline_AreATimeout()
    {
        _fetcher.FailNext(attempts: 100);
        var stage = Stage(attemptsMax: 20);

        var running = RunAsync(stage, Somewhere);
        _ = await _clock.NextTimerAsync();
        _ = await _clock.NextTimerAsync();
        _clock.Advance(TimeSpan.FromSeconds(10));
        var outcome = await running;

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.FetchTimeout));
        Assert.That(_fetcher.Attempts, Is.LessThanOrEqualTo(2));
    }

    [Test]
    public async Task RunAsync_AnswerThatIsFinal_IsNotRetried()
    {
        _fetcher.Answer(UnscannableCode.AccessDenied);
        var stage = Stage();

        var outcome = await RunAsync(stage, Somewhere);

        Assert.That((outcome.Reason.Code, _fetcher.Attempts), Is.EqualTo((UnscannableCode.AccessDenied, 1)));
    }

    [Test]
    public async Task RunAsync_BodyThatStalls_IsUnscannableAtTheDeadline()
    {
        _fetcher.Put(Somewhere, _bytes).Stall();
        var stage = Stage();

        var running = RunAsync(stage, Somewhere);
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        var early = running.IsCompleted;
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        var outcome = await running;

        Assert.That(early, Is.False);
        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.FetchTimeout));
        Assert.That((stage.Budget.UsedBytes, _pool.LentBytes), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task RunAsync_WaitForMemory_IsNotTheStoresFault()
    {
        _fetcher.Put(Somewhere, _bytes);
        var stage = Stage();
        var others = await stage.Budget.ReserveAsync(stage.Budget.TotalBytes, CancellationToken.None);

        var running = RunAsync(stage, Somewhere);
        _clock.Advance(TimeSpan.FromMinutes(5));
        others.Dispose();
        var outcome = await running;

        Assert.That(outcome.TryGet(out var content), Is.True);
        content?.Dispose();
    }

    [Test]
    public async Task RunAsync_Stopping_IsCancelledAndHoldsNothing()
    {
        _fetcher.Put(Somewhere, _bytes).Stall();
        var stage = Stage();

        var running = stage.RunAsync(new ContentLocation.Remote(Somewhere), null, null, _stopping.Token).AsTask();
        await _stopping.CancelAsync();

        Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
        Assert.That((stage.Budget.UsedBytes, _pool.LentBytes), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task RunAsync_NoPermitFree_WaitsForOne()
    {
        _fetcher.Put(Somewhere, _bytes).Stall();
        var stage = Stage(concurrencyMax: 1);
        var first = RunAsync(stage, Somewhere);

        var second = stage.RunAsync(new ContentLocation.Remote(Somewhere), null, null, _stopping.Token).AsTask();

        Assert.That(_fetcher.Attempts, Is.EqualTo(1));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That((await first).Reason.Code, Is.EqualTo(UnscannableCode.FetchTimeout));
        await _stopping.CancelAsync();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
    }

    private static async Task<Outcome<FetchedContent>> RunAsync(FetchStage stage, string uri) =>
        await stage.RunAsync(new ContentLocation.Remote(uri), null, null, CancellationToken.None);

    private FetchStage Stage(
        int attemptsMax = 4, int contentBytesMax = 1 << 20, int concurrencyMax = 32) => new(
        [_fetcher],
        Options.Create(new FetchOptions
        {
            AttemptsMax = attemptsMax,
            ContentBytesMax = contentBytesMax,
            ConcurrencyMax = concurrencyMax,
            MemoryBytesMax = 1 << 20,
        }),
        _pool,
        _clock,
        () => 0.5,
        NullLogger<FetchStage>.Instance);
}
