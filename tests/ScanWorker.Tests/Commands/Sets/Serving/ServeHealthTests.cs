using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Commands.Sets.Serving;
using ScanWorker.Matching.Publishing;
using ScanWorker.Testing;

namespace ScanWorker.Tests.Commands.Sets.Serving;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ServeHealthTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly FakeMeterFactory _meters = new();
    private readonly ServeMetrics _metrics;
    private readonly ServeHealth _health;

    public ServeHealthTests()
    {
        _metrics = new ServeMetrics(_meters, _clock);
        _health = new ServeHealth(_metrics, Options.Create(new ServeOptions()), _clock);
    }

    public void Dispose() => _meters.Dispose();

    [Test]
    public void Health_BeforeTheFirstAnswer_IsLiveAndNeitherStartedNorReady()
    {
        Assert.That(_health.Live.Select(part => part.Problem), Is.All.Null);
        Assert.That(_health.Started.Single().Problem, Is.Not.Null);
        Assert.That(_health.Ready.Single().Problem, Is.Not.Null);
    }

    [Test]
    public void Ready_OnStandby_IsReadyAndSaysSo()
    {
        _metrics.State.StoreAnswered(_clock.GetUtcNow());

        var lease = _health.Ready.Single();
        Assert.That((lease.Problem, lease.Note), Is.EqualTo(((string?)null, "standby")));
        Assert.That(_health.Started, Is.Empty);
    }

    [Test]
    public void Ready_PublisherWithAFailingSource_IsReadyAndNamesIt()
    {
        _metrics.State.StoreAnswered(_clock.GetUtcNow());
        _metrics.State.LeaseTaken(7);
        _metrics.State.Watch("ncmec", new WatchedSource(default, _clock.GetUtcNow()), TimeSpan.FromHours(4));
        _metrics.State.FetchFailed("ncmec", "The exchange rejects the credentials (401).");
        _clock.Advance(TimeSpan.FromHours(5));
        _metrics.State.StoreAnswered(_clock.GetUtcNow());

        var ready = _health.Ready;
        Assert.That(ready.Select(part => part.Problem), Is.All.Null);
        Assert.That(ready[0].Note, Is.EqualTo("publisher, with lease 7"));
        Assert.That(
            ready.Single(part => part.Name == "source-ncmec").Note,
            Is.EqualTo("last fetched 0.05:00:00 ago; The exchange rejects the credentials (401)."));
    }

    [Test]
    public void Ready_SourceThatWasNeverFetched_SaysSo()
    {
        _metrics.State.StoreAnswered(_clock.GetUtcNow());
        _metrics.State.LeaseTaken(7);
        _metrics.State.Watch("ncmec", new WatchedSource(_clock.GetUtcNow(), null), TimeSpan.FromHours(4));
        _metrics.State.FetchFailed("ncmec", "No.");
        _clock.Advance(TimeSpan.FromSeconds(22));

        Assert.That(
            _health.Ready.Single(part => part.Name == "source-ncmec").Note,
            Is.EqualTo("never fetched; first tried 0.00:00:22 ago; No."));
        _metrics.State.Fetched("ncmec", _clock.GetUtcNow());
        Assert.That(
            _health.Ready.Single(part => part.Name == "source-ncmec").Note,
            Is.EqualTo("last fetched 0.00:00:00 ago"));
    }

    [Test]
    public void Ready_FeedbackCannotBeRead_IsReadyAndSaysSo()
    {
        _metrics.State.StoreAnswered(_clock.GetUtcNow());
        _metrics.State.LeaseTaken(7);
        _metrics.State.WatchFeedback(_clock.GetUtcNow());
        _metrics.State.FeedbackFailed("The broker does not answer.");
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.That(Note(), Is.EqualTo("never read; first tried 0.00:00:09 ago; The broker does not answer."));

        _metrics.State.FeedbackRead(_clock.GetUtcNow());
        Assert.That(Note(), Is.EqualTo("last read 0.00:00:00 ago"));

        _metrics.State.LeaseEnded();
        Assert.That(_health.Ready.Select(part => part.Name), Is.EqualTo(new[] { "lease" }));

        string? Note() => _health.Ready.Single(part => part is { Name: "feedback", Problem: null }).Note;
    }

    [Test]
    public void Ready_PublishFails_IsNotReadyUntilItSucceeds()
    {
        _metrics.State.StoreAnswered(_clock.GetUtcNow());
        _metrics.State.LeaseTaken(7);
        _metrics.State.PublishFailed("Version 3 was published from elsewhere.");
        Assert.That(_health.Ready.Single(part => part.Problem is not null).Name, Is.EqualTo("publish"));

        _metrics.State.Published(4);

        Assert.That(_health.Ready.Select(part => part.Problem), Is.All.Null);
    }

    [Test]
    public void Live_LeaseHasNotBeenAskedForForLong_IsNot()
    {
        _metrics.State.StoreAnswered(_clock.GetUtcNow());
        _clock.Advance(10 * new ServeOptions().LeaseLife);
        Assert.That(_health.Live.Single().Problem, Is.Null);

        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.That(_health.Live.Single().Problem, Does.Contain("last asked for"));
    }

    [Test]
    public void Live_RedisIsAwayForLong_StaysSince_ARestartIsNoCure()
    {
        for (var turn = 0; turn < 100; turn++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            _metrics.State.StoreAway("Redis cannot be reached.", _clock.GetUtcNow());
        }

        Assert.That(_health.Live.Single().Problem, Is.Null);
        Assert.That(_health.Ready.Single().Problem, Is.EqualTo("Redis cannot be reached."));
    }
}
