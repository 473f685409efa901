using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Lanes;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Pipeline.Tests.Health;

[TestFixture]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class VitalsTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly LoopState _loop = new();
    private readonly BrokerState _broker;
    private readonly IOptions<VitalsOptions> _options = Options.Create(new VitalsOptions());

    public VitalsTests() => _broker = new BrokerState(_clock);

    [Test]
    public void PollLoop_StopsTurning_IsSeen()
    {
        var sign = new VitalsPollLoop(_loop, _options, _clock);
        _clock.Advance(TimeSpan.FromSeconds(20));
        _loop.Turned(_clock.GetTimestamp());
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.That(sign.Problem, Is.Null);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(sign.Problem, Is.Not.Null);
    }

    [Test]
    public void PollLoop_NeverTurned_IsSeen()
    {
        var sign = new VitalsPollLoop(_loop, _options, _clock);
        _clock.Advance(TimeSpan.FromSeconds(31));

        Assert.That(sign.Problem, Is.Not.Null);
    }

    [Test]
    public async Task Lanes_OneIsWedged_IsSeenUntilItMoves()
    {
        using var lanes = new LaneScheduler(2, _clock);
        using var started = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        _loop.Watch(lanes);
        var sign = new VitalsLanes(_loop, _options);
        var wedged = Task.Factory.StartNew(
            () =>
            {
                started.Set();
                release.Wait();
            },
            CancellationToken.None, TaskCreationOptions.None, lanes);
        started.Wait();
        Assert.That(sign.Problem, Is.Null);

        _clock.Advance(TimeSpan.FromSeconds(61));
        Assert.That(sign.Problem, Is.Not.Null);

        release.Set();
        await wedged;
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
            () => { }, CancellationToken.None, TaskCreationOptions.None, lanes)));
        Assert.That(() => sign.Problem, Is.Null.After(5_000, 10));
    }

    [Test]
    public void Committer_StuckWhileTheBrokerAnswers_IsSeen()
    {
        var sign = new VitalsCommitter(_loop, _broker, _options, _clock);
        _broker.Answered(new BrokerReport([], []));
        _loop.BatchStarted(_clock.GetTimestamp());
        _clock.Advance(TimeSpan.FromSeconds(121));

        Assert.That(sign.Problem, Is.Not.Null);
    }

    [Test]
    public void Committer_WaitsForABrokerThatIsAway_IsAlive()
    {
        var sign = new VitalsCommitter(_loop, _broker, _options, _clock);
        _broker.Answered(new BrokerReport([], []));
        _broker.Failed(refusal: null);
        _loop.BatchStarted(_clock.GetTimestamp());
        _clock.Advance(TimeSpan.FromSeconds(121));
        _broker.Answered(new BrokerReport([], []));

        Assert.That(sign.Problem, Is.Null);
    }

    [Test]
    public void Progress_RecordsWaitAndNothingIsCommitted_IsSeenWithThePartition()
    {
        var (stuck, moving) = (new TopicPartition("uploads", 0), new TopicPartition("uploads", 1));
        var sign = new VitalsProgress(_loop, _broker, _options, _clock);
        _loop.Moved([stuck, moving], _clock.GetTimestamp());
        _broker.Answered(new BrokerReport([(stuck, 3), (moving, 3)], []));
        _clock.Advance(TimeSpan.FromSeconds(59));
        Assert.That(sign.Problem, Is.Null);

        _loop.Moved([moving], _clock.GetTimestamp());
        _clock.Advance(TimeSpan.FromSeconds(2));
        _loop.BatchEnded("UnknownTopicOrPart on scan.blocks");
        Assert.That(sign.Problem, Does.Contain("uploads[0]").And.Contain("61 s").And.Contain("scan.blocks"));

        _loop.Moved([stuck], _clock.GetTimestamp());
        Assert.That(sign.Problem, Is.Null);
    }

    [Test]
    public void Progress_RecordsComeAfterALongQuiet_IsNotAlarmedAtOnce()
    {
        var partition = new TopicPartition("uploads", 0);
        var sign = new VitalsProgress(_loop, _broker, _options, _clock);
        _loop.Moved([partition], _clock.GetTimestamp());
        _broker.Answered(new BrokerReport([(partition, 0)], []));
        _clock.Advance(TimeSpan.FromHours(1));
        _broker.Answered(new BrokerReport([(partition, 1)], []));

        Assert.That(sign.Problem, Is.Null);
        _loop.Gone([partition]);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.That(sign.Problem, Is.Null, "It is another worker's.");
    }

    [Test]
    public async Task Topics_OneIsMissing_IsNamedUntilItIsThere()
    {
        using var probe = new FakeProbe { Missing = ["scan.blocks"] };
        using var watch = new BrokerWatch(probe, _broker, _options, _clock, NullLogger<BrokerWatch>.Instance);
        var sign = new VitalsTopics(_broker);
        await watch.LookAsync(CancellationToken.None);
        Assert.That(sign.Problem, Does.Contain("scan.blocks"));

        probe.Missing = [];
        await watch.LookAsync(CancellationToken.None);
        Assert.That(sign.Problem, Is.Null);
    }

    [Test]
    public void Transactions_SlowOrFailing_AreSeen()
    {
        var sign = new VitalsTransactions(_loop, _options, _clock);
        _loop.BatchStarted(_clock.GetTimestamp());
        _clock.Advance(TimeSpan.FromSeconds(16));
        Assert.That(sign.Problem, Does.Contain("16 s"));

        for (var i = 0; i < 3; i++)
        {
            _loop.BatchEnded("TopicAuthorizationFailed");
        }

        Assert.That(sign.Problem, Does.Contain("3 transactions").And.Contain("TopicAuthorizationFailed"));

        _loop.BatchEnded(cause: null);
        Assert.That(sign.Problem, Is.Null);
    }

    [Test]
    public void Assignment_NoneGiven_IsIdleByRight()
    {
        var sign = new VitalsAssignment(_loop);
        Assert.That(sign.Problem, Is.Not.Null);

        _loop.Assigned(0);
        Assert.That(sign.Problem, Is.Null);

        _loop.Lost(0);
        Assert.That(sign.Problem, Is.Not.Null);
    }

    [Test]
    public void Assignment_SourceInTrouble_SaysWhich()
    {
        var sign = new VitalsAssignment(_loop);
        _loop.Troubled("Group authorization failed.");
        Assert.That(sign.Problem, Does.Contain("Group authorization failed."));

        _loop.Assigned(0);
        _loop.Lost(0);
        Assert.That(sign.Problem, Does.Not.Contain("authorization"));
    }

    [Test]
    public async Task Broker_Refuses_IsToldAtOnceAndUntilItAnswers()
    {
        var probe = new FakeProbe { IsAway = true, IsRefusing = true };
        using var watch = new BrokerWatch(probe, _broker, _options, _clock, NullLogger<BrokerWatch>.Instance);
        var sign = new VitalsBroker(_broker, _options);
        await watch.LookAsync(CancellationToken.None);
        Assert.That(sign.Problem, Is.EqualTo("away"));

        probe.IsAway = false;
        await watch.LookAsync(CancellationToken.None);
        Assert.That(sign.Problem, Is.Null);
    }

    [Test]
    public async Task Broker_Silent_IsSeenAndTold()
    {
        var probe = new FakeProbe();
        using var watch = new BrokerWatch(probe, _broker, _options, _clock, NullLogger<BrokerWatch>.Instance);
        var sign = new VitalsBroker(_broker, _options);
        await watch.LookAsync(CancellationToken.None);
        Assert.That(_broker.Lags, Is.EqualTo(probe.Lags));

        probe.IsAway = true;
        _clock.Advance(TimeSpan.FromSeconds(31));
        await watch.LookAsync(CancellationToken.None);
        Assert.That(sign.Problem, Is.Not.Null);

        probe.IsAway = false;
        await watch.LookAsync(CancellationToken.None);
        Assert.That(sign.Problem, Is.Null);
    }

    // Long after it alarms.
    [TestCase(1, 30)]
    [TestCase(90, 90)]
    public void HashSetAge_BankFarPastItsLimit_IsSeen(int alarmDays, int days)
    {
        var cell = new HashIndexCell();
        var options = new SetsOptions { BankMaxAge = { ["csam"] = TimeSpan.FromDays(alarmDays) } };
        var sign = new VitalsHashSetAge(cell, Options.Create(options), _clock);
        Assert.That(sign.Problem, Is.Null);

        var bank = new BankFacts("csam", 1, [new SourceFacts("test", _clock.GetUtcNow())]);
        cell.Swap(new LoadedHashSet(
            HashIndex.Empty, new HashSetManifest("default", 1, 0, _clock.GetUtcNow(), [bank], []), _clock.GetUtcNow()));
        _clock.Advance(TimeSpan.FromDays(days));
        Assert.That(sign.Problem, Is.Null);

        _clock.Advance(TimeSpan.FromHours(1));
        Assert.That(sign.Problem, Does.Contain("csam").And.Contain($"{days}.00:00:00"));
    }

    private sealed class FakeProbe : IBrokerProbe
    {
        public bool IsAway { get; set; }

        public bool IsRefusing { get; init; }

        public ImmutableArray<(TopicPartition Partition, long Records)> Lags { get; } =
            [(new TopicPartition("uploads", 0), 7)];

        public ImmutableArray<string> Missing { get; set; } = [];

        public Task<BrokerReport> LookAsync(CancellationToken cancellation) =>
            IsAway
                ? throw new SourceUnavailableException("away") { IsRefusal = IsRefusing }
                : Task.FromResult(new BrokerReport(Lags, Missing));

        public void Dispose()
        {
            // Nothing is held.
        }
    }
}
