using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Pipeline.Tests.Loop;

/// <summary>What the topic of past uploads does to that of new ones, and the other way round.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BackfillTurnTests : IDisposable
{
    private const int Backlog = 300;

    private static readonly TopicPartition Live = new("uploads", 0);
    private static readonly TopicPartition Past = new(LoopHarness.Backfill, 0);

    private readonly LoopHarness _harness = new(
        options => options.BatchAge = TimeSpan.FromSeconds(10),
        backfill: new BackfillOptions { ScansMax = 2, RecordsInFlightMax = 40, UploadsPerSecondMax = 100_000 });

    [Test]
    public void Turn_ABacklogOfThePast_IsTakenWithinItsBoundsAndDrained()
    {
        Assigned();
        Append(Past, "p", Backlog);
        var open = 0;

        _harness.TurnUntil(() =>
        {
            open = Math.Max(open, _harness.Loop.Open);
            return _harness.Sink.Written.Count == Backlog;
        });

        Assert.That(open, Is.InRange(10, 40));
        Assert.That(_harness.Sink.Written, Is.EqualTo(Enumerable.Range(0, Backlog).Select(i => $"p{i}")));
        _harness.TurnUntil(() => _harness.Sink.Committed[^1].GetValueOrDefault(Past) == Backlog);
    }

    [Test]
    public void Turn_LiveUploadsWait_NoneOfThePastStarts()
    {
        Assigned();
        Append(Past, "p", Backlog);
        _harness.TurnUntil(() => _harness.Started.Count >= 10);
        foreach (var held in Enumerable.Range(0, 64))
        {
            _harness.Hold($"l{held}");
        }

        Append(Live, "l", 100); // One partition alone may have half of 128 scans: 64 start, the others wait.
        _harness.TurnUntil(() => _harness.Started.Count(IsLive) == 4); // As many as there are lanes.
        _harness.TurnUntil(() => _harness.Loop.Unfinished <= 64);
        var before = _harness.Started.Count(IsPast);
        for (var turn = 0; turn < 200; turn++)
        {
            _harness.Loop.Turn(draining: false);
        }

        Assert.That(_harness.Started.Count(IsPast), Is.EqualTo(before));
        foreach (var held in Enumerable.Range(0, 64))
        {
            _harness.Release($"l{held}");
        }

        _harness.TurnUntil(() => _harness.Sink.Written.Count == Backlog + 100);
        Assert.That(_harness.Sink.Written, Is.Unique);
    }

    [Test]
    public void Turn_ALiveUploadComes_IsCommittedBeforeTheBacklogIs()
    {
        Assigned();
        Append(Past, "p", Backlog);
        _harness.TurnUntil(() => _harness.Started.Count >= 10);
        var started = _harness.Started.Count(IsPast);

        Append(Live, "l", 1);
        _harness.TurnUntil(() => _harness.Started.Any(IsLive));

        // Two that lanes had been given and not begun when they were counted, and two of one turn.
        Assert.That(_harness.Started.Count(IsPast) - started, Is.LessThanOrEqualTo(4));
        _harness.TurnUntil(() => _harness.Sink.Written.Count == Backlog + 1);
        Assert.That(_harness.Sink.Written.TakeWhile(IsPast).Count(), Is.LessThan(Backlog / 2));
    }

    [Test]
    public void Turn_PastScansAreSlow_ALiveResultWaitsForNoneOfThem()
    {
        Assigned();
        _harness.Sink.Next(_ =>
        {
            _harness.Clock.Advance(TimeSpan.FromMinutes(1)); // It takes long, so that the next may wait.
            return new CommitOutcome.Committed();
        });
        Append(Live, "w", 1);
        _harness.TurnUntil(() => _harness.Sink.Written.Contains("w0"));
        _harness.Hold("p0");
        Append(Past, "p", Backlog);
        _harness.TurnUntil(() => _harness.Started.Contains("p0"));
        var since = _harness.Clock.GetTimestamp();

        _harness.Source.Append(Live, 1, "l0");
        _harness.TurnUntil(() => _harness.Sink.Written.Contains("l0"));

        // It alone is in flight of the live ones, so it waits for no company, and BatchAge does not pass.
        Assert.That(_harness.Clock.GetElapsedTime(since), Is.LessThan(TimeSpan.FromSeconds(10)));
        Assert.That(_harness.Sink.Written, Does.Not.Contain("p0"));
        _harness.Release("p0");
        _harness.TurnUntil(() => _harness.Sink.Written.Count == Backlog + 2);
    }

    [Test]
    public void Turn_LiveUploadsAreNotTakenForNow_NoneOfThePastStarts()
    {
        using var harness = new LoopHarness(
            options => options.RecordsInFlightMax = 2,
            backfill: new BackfillOptions { ScansMax = 4, UploadsPerSecondMax = 100_000 });
        harness.Source.Assign(Live, Past);
        harness.Hold("l0");
        harness.Hold("l1");
        for (var i = 0; i < 3; i++)
        {
            harness.Source.Append(Live, i, $"l{i}");
        }

        harness.TurnUntil(() => harness.Source.IsPaused && harness.Started.Count == 2); // Two of four lanes are idle.
        harness.Source.Append(Past, 0, "p0");
        for (var turn = 0; turn < 100; turn++)
        {
            harness.Loop.Turn(draining: false);
        }

        Assert.That(harness.Started, Does.Not.Contain("p0"));
        harness.Release("l0");
        harness.Release("l1");
        harness.TurnUntil(() => harness.Sink.Written.Count == 4);
    }

    // Two of four lanes are the past's to begin on; as long as live uploads hold them, the other two are kept.
    [Test]
    public void Turn_LiveUploadsHoldAsManyLanesAsThePastMay_NoneOfThePastStarts()
    {
        Assigned();
        _harness.Hold("l0");
        _harness.Hold("l1");
        Append(Live, "l", 2);
        _harness.TurnUntil(() => _harness.Started.Count == 2);
        Append(Past, "p", 1);
        for (var turn = 0; turn < 100; turn++)
        {
            _harness.Loop.Turn(draining: false);
        }

        Assert.That(_harness.Started, Does.Not.Contain("p0"));
        _harness.Release("l0");
        _harness.TurnUntil(() => _harness.Started.Contains("p0"));
        _harness.Release("l1");
        _harness.TurnUntil(() => _harness.Sink.Written.Count == 3);
    }

    [Test]
    public void Turn_TheRateIsCapped_StartsNoMoreThanThat()
    {
        using var harness = new LoopHarness(backfill: new BackfillOptions { UploadsPerSecondMax = 100 });
        harness.Source.Assign(Live, Past);
        harness.Loop.Turn(draining: false);
        for (var i = 0; i < Backlog; i++)
        {
            harness.Source.Append(Past, i, $"p{i}");
        }

        var since = harness.Clock.GetTimestamp();
        harness.TurnUntil(() => harness.Started.Count >= 50);

        // Ten come at once, the others at the rate.
        Assert.That(harness.Clock.GetElapsedTime(since), Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(0.39)));
    }

    [Test]
    public void Turn_ThePastWaitsByRight_ItsPartitionCountsAsMoving()
    {
        Assigned();
        foreach (var held in Enumerable.Range(0, 64))
        {
            _harness.Hold($"l{held}");
        }

        Append(Live, "l", 100);
        _harness.TurnUntil(() => _harness.Started.Count(IsLive) == 4);
        Append(Past, "p", 1);
        _harness.Loop.Turn(draining: false);
        _harness.Clock.Advance(TimeSpan.FromHours(1));
        _harness.Loop.Turn(draining: false);

        Assert.That(StillFor(Past), Is.EqualTo(TimeSpan.Zero));
        Assert.That(StillFor(Live), Is.GreaterThanOrEqualTo(TimeSpan.FromHours(1)));
        foreach (var held in Enumerable.Range(0, 64))
        {
            _harness.Release($"l{held}");
        }

        _harness.TurnUntil(() => _harness.Sink.Written.Count == 101);
    }

    [Test]
    public void Turn_ThePastIsStuck_ItsPartitionStandsStill()
    {
        Assigned();
        _harness.Hold("p0");
        _harness.Hold("p1");
        Append(Past, "p", 2);
        _harness.TurnUntil(() => _harness.Started.Count == 2);
        _harness.Loop.Turn(draining: false);
        _harness.Clock.Advance(TimeSpan.FromHours(1));
        _harness.Loop.Turn(draining: false);

        Assert.That(StillFor(Past), Is.GreaterThanOrEqualTo(TimeSpan.FromHours(1)));
        _harness.Release("p0");
        _harness.Release("p1");
        _harness.TurnUntil(() => _harness.Sink.Written.Count == 2);
    }

    public void Dispose() => _harness.Dispose();

    private static bool IsLive(string value) => value[0] == 'l';

    private static bool IsPast(string value) => value[0] == 'p';

    private TimeSpan StillFor(TopicPartition partition) =>
        _harness.Clock.GetElapsedTime(_harness.State.Moves.Single(move => move.Key == partition).Value);

    private void Append(TopicPartition partition, string prefix, int count)
    {
        for (var i = 0; i < count; i++)
        {
            _harness.Source.Append(partition, i, $"{prefix}{i}");
        }
    }

    private void Assigned()
    {
        _harness.Source.Assign(Live, Past);
        _harness.Loop.Turn(draining: false);
    }
}
