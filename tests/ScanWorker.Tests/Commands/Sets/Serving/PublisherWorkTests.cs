using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Commands.Sets.Serving;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Leases;
using ScanWorker.Pipeline.Health;
using ScanWorker.Testing;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Commands.Sets.Serving;

/// <summary>What the publisher does when, and that no source holds up another.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PublisherWorkTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly PublisherLease Lease = new("default", 7, "t");
    private readonly SteppingClock _clock = new();
    private readonly FakeServedSets _sets = new();
    private readonly FakeMeterFactory _meters = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ServeOptions _options = new() { PublishInterval = TimeSpan.FromMinutes(10) };
    private readonly ServeMetrics _metrics;

    public PublisherWorkTests() => _metrics = new ServeMetrics(_meters, _clock);

    public void Dispose()
    {
        _stopping.Dispose();
        _meters.Dispose();
    }

    [Test]
    public async Task RunAsync_NeverFetched_FetchesAtOnceAndThenAtTheInterval()
    {
        _sets.Add("a", _ => Task.FromResult(0), Hour);
        var running = Run();

        await _sets.FetchBeganAsync("a");
        await PassAsync(Hour);
        await _sets.FetchBeganAsync("a");

        await StopAsync(running);
    }

    [Test]
    public async Task RunAsync_FetchedLately_WaitsForTheRestOfTheInterval()
    {
        _sets.Add("a", _ => Task.FromResult(0), Hour);
        _sets.Known["a"] = new WatchedSource(default, _clock.GetUtcNow() - TimeSpan.FromMinutes(20));
        var running = Run();

        await TimerAsync(TimeSpan.FromMinutes(40));
        Assert.That(_sets.HasFetched("a"), Is.False);
        _clock.Advance(TimeSpan.FromMinutes(40));
        await _sets.FetchBeganAsync("a");

        await StopAsync(running);
    }

    [Test]
    public async Task RunAsync_NeverFetched_AgeCountsFromWhenItWasFirstToBe()
    {
        _sets.Add("a", _ => throw new ExchangeException(ExchangeFault.Credentials, "No."), Hour);
        var since = _clock.GetUtcNow() - TimeSpan.FromDays(2);
        _sets.Known["a"] = new WatchedSource(since, null);
        var running = Run();

        await _sets.FetchBeganAsync("a");

        var state = _metrics.State.Sources.Single().Value;
        Assert.That((state.Since, state.IsFetched), Is.EqualTo((since, false)));
        await StopAsync(running);
    }

    [Test]
    public async Task RunAsync_OneFailsAndOneHangs_TheThirdIsFetchedAndPublished()
    {
        _sets.Add("fails", _ => throw new ExchangeException(ExchangeFault.Credentials, "No."), Hour);
        _sets.Add("hangs", _ => new TaskCompletionSource<int>().Task, Hour);
        _sets.Add("good", _ => Task.FromResult(3), Hour);
        var running = Run();

        await _sets.FetchBeganAsync("fails");
        await _sets.FetchBeganAsync("hangs");
        await _sets.FetchBeganAsync("good");
        await PassAsync(Hour);
        await _sets.FetchBeganAsync("good");
        _ = await _sets.PublishedAsync();
        _ = await _sets.PublishedAsync(); // The first is the one of the beginning.

        Poll.Until(() => ProblemOf("fails") == "No.", Patience, () => $"It says: {ProblemOf("fails")}");
        Assert.That(_sets.HasFetched("hangs"), Is.False, "it still hangs");
        Assert.That(running.IsCompleted, Is.False);

        string? ProblemOf(string name) => _metrics.State.Sources.Single(source => source.Key == name).Value.Problem;
    }

    [Test]
    public async Task RunAsync_BugInOneSource_IsThatSourcesAlone()
    {
        _sets.Add("faulty", _ => throw new InvalidOperationException("A bug."), Hour);
        _sets.Add("good", _ => Task.FromResult(0), Hour);
        var running = Run();

        await _sets.FetchBeganAsync("faulty");
        await _sets.FetchBeganAsync("good");
        await PassAsync(Hour);
        await _sets.FetchBeganAsync("good");

        await StopAsync(running);
    }

    [Test]
    public async Task RunAsync_FetchIsNotDoneInTime_IsCancelledAndTriedAgain()
    {
        _sets.Add("slow", HangAsync, Hour);
        var running = Run();
        await _sets.FetchBeganAsync("slow");

        await PassAsync(TimeSpan.FromMinutes(20)); // Its deadline.
        await PassAsync(PublisherWork.FirstPause);
        await _sets.FetchBeganAsync("slow");

        var source = _metrics.State.Sources.Single().Value;
        Assert.That(source.Problem, Does.Contain("within 00:20:00"));
        await StopAsync(running);
    }

    [Test]
    public async Task RunAsync_FailuresInARow_WaitLongerAndASuccessEndsThem()
    {
        _sets.Add("a", _ => throw new ExchangeException(ExchangeFault.Unavailable, "Busy."), Hour);
        var running = Run();
        foreach (var minutes in new[] { 1, 2, 4 })
        {
            await _sets.FetchBeganAsync("a");
            await PassAsync(TimeSpan.FromMinutes(minutes));
        }

        await _sets.FetchBeganAsync("a");
        _sets.Change("a", _ => Task.FromResult(0));
        await PassAsync(TimeSpan.FromMinutes(8));
        await _sets.FetchBeganAsync("a");
        _sets.Change("a", _ => throw new ExchangeException(ExchangeFault.Unavailable, "Busy."));
        await PassAsync(Hour);
        await _sets.FetchBeganAsync("a");
        await PassAsync(PublisherWork.FirstPause);
        await _sets.FetchBeganAsync("a");

        await StopAsync(running);
    }

    [Test]
    public async Task RunAsync_AtFirst_PublishesWhatTheLastPublisherLeft()
    {
        var running = Run();

        Assert.That(await _sets.PublishedAsync(), Is.EqualTo(Lease));

        await StopAsync(running);
    }

    [Test]
    public async Task RunAsync_FetchChangesNothing_IsNotPublishedBeforeTheInterval()
    {
        var answer = new TaskCompletionSource<int>();
        _sets.Add("a", _ => answer.Task, Hour);
        var running = Run();
        _ = await _sets.PublishedAsync();
        await TimerAsync(_options.PublishInterval);
        answer.SetResult(0);
        await TimerAsync(Hour);
        Assert.That(_sets.HasPublished, Is.False);

        _clock.Advance(_options.PublishInterval);
        _ = await _sets.PublishedAsync();

        await StopAsync(running);
    }

    [Test]
    public async Task RunAsync_PublishFails_IsTriedAgainAndTold()
    {
        _sets.PublishProblem = new HashSetStoreUnavailableException("Redis is away.");
        var running = Run();
        _ = await _sets.PublishedAsync();
        await TimerAsync(PublishLoop.FirstPause);
        Assert.That(_metrics.State.PublishProblem, Is.EqualTo("Redis is away."));

        _sets.PublishProblem = null;
        _clock.Advance(PublishLoop.FirstPause);
        _ = await _sets.PublishedAsync();
        await TimerAsync(_options.PublishInterval);

        Assert.That(_metrics.State.PublishProblem, Is.Null);
        Assert.That(_metrics.State.Version, Is.EqualTo(1));
        await StopAsync(running);
    }

    [Test]
    public async Task RunAsync_StoreSaysThatTheLeaseIsLost_EndsAllWork()
    {
        _sets.Add("slow", HangAsync, Hour);
        _sets.PublishProblem = new PublisherLeaseLostException("Lost.");

        await Assert.ThatAsync(() => Run().WaitAsync(Patience), Throws.TypeOf<PublisherLeaseLostException>());
    }

    [Test]
    public async Task RunAsync_FeedbackBringsOpinions_IsPublished()
    {
        (_options.ReadFeedback, _sets.FeedbackNews) = (true, 0);
        var running = Run();
        _ = await _sets.PublishedAsync();
        await TimerAsync(_options.FeedbackInterval);

        _sets.FeedbackNews = 2;
        _clock.Advance(_options.FeedbackInterval);
        _ = await _sets.PublishedAsync();

        await StopAsync(running);
    }

    [Test]
    public async Task RunAsync_FetchFailsWhileAllEnds_IsNoFault()
    {
        var failing = new TaskCompletionSource<int>();
        _sets.Add("a", _ => failing.Task, Hour);
        var running = Run();
        await _sets.FetchBeganAsync("a");

        await _stopping.CancelAsync();
        failing.SetException(new ExchangeException(ExchangeFault.Unavailable, "Busy."));

        await Assert.ThatAsync(() => running.WaitAsync(Patience), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task RunAsync_BrokerIsAway_IsToldUntilFeedbackIsReadAgain()
    {
        (_options.ReadFeedback, _sets.FeedbackProblem) = (true, new SourceUnavailableException("The broker is away."));
        var running = Run();
        await TimerAsync(_options.FeedbackInterval);
        Assert.That(_metrics.State.Feedback?.Problem, Is.EqualTo("The broker is away."));

        _sets.FeedbackProblem = null;
        _clock.Advance(_options.FeedbackInterval);
        await TimerAsync(_options.FeedbackInterval);

        Assert.That(_metrics.State.Feedback, Is.EqualTo(new FeedbackState(_clock.GetUtcNow(), IsRead: true, null)));
        await StopAsync(running);
    }

    private Task Run()
    {
        var work = new PublisherWork(
            _sets, _metrics, Options.Create(_options), _clock, NullLogger<PublisherWork>.Instance)
        {
            Chance = () => 0.5,
        };
        return work.RunAsync(Lease, _stopping.Token);
    }

    private async Task StopAsync(Task running)
    {
        await _stopping.CancelAsync();
        await Assert.ThatAsync(() => running.WaitAsync(Patience), Throws.InstanceOf<OperationCanceledException>());
    }

    // Waits until somebody waits for so long.
    private async Task TimerAsync(TimeSpan due)
    {
        while (await _clock.NextTimerAsync().WaitAsync(Patience) != due)
        {
        }
    }

    private async Task PassAsync(TimeSpan due)
    {
        await TimerAsync(due);
        _clock.Advance(due);
    }

    private static async Task<int> HangAsync(CancellationToken cancellation)
    {
        var never = new TaskCompletionSource<int>();
        return await never.Task.WaitAsync(cancellation);
    }
}
