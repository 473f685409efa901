using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Tests.Loop;

/// <summary>What one partition does to the others, and where a partition's log ends.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PartitionTurnTests : IDisposable
{
    private static readonly TopicPartition First = new("uploads", 0);
    private static readonly TopicPartition Second = new("uploads", 1);

    private readonly LoopHarness _harness = new();

    [Test]
    public void Turn_OnePartitionFillsItsShare_IsPausedAloneAndTheOthersGoOn()
    {
        using var harness = new LoopHarness(options => (options.RecordsInFlightMax, options.ScansMax) = (8, 4));
        harness.Source.Assign(First, Second);
        harness.Hold("slow");
        for (var i = 0; i < 20; i++)
        {
            harness.Source.Append(First, i, "slow");
        }

        harness.TurnUntil(() => harness.Source.PausedPartitions.Contains(First));
        Assert.That(harness.Loop.Open, Is.LessThan(8));
        for (var i = 0; i < 50; i++)
        {
            harness.Source.Append(Second, i, $"b{i}");
        }

        harness.TurnUntil(() => harness.Sink.Written.Count == 50);
        Assert.That(harness.Source.IsPaused, Is.False);
        Assert.That(harness.Source.PausedPartitions, Is.EqualTo(new[] { First }));

        harness.Release("slow");
        harness.TurnUntil(() => harness.Sink.Written.Count == 70);
        harness.TurnUntil(() => harness.Source.PausedPartitions.Count == 0); // What is written is settled a turn later.
    }

    [Test]
    public void Turn_APausedPartitionIsLostAndComesBack_IsReadAgain()
    {
        using var harness = new LoopHarness(options => (options.RecordsInFlightMax, options.ScansMax) = (8, 4));
        harness.Source.Assign(First, Second);
        harness.Hold("slow");
        for (var i = 0; i < 10; i++)
        {
            harness.Source.Append(First, i, "slow");
        }

        harness.TurnUntil(() => harness.Source.PausedPartitions.Contains(First));
        harness.Source.Lose(First);
        harness.Source.Assign(First);
        harness.Release("slow");
        harness.Source.Append(First, 10, "a");

        harness.TurnUntil(() => harness.Sink.Written.Contains("a"));
    }

    [Test]
    public void Turn_TheLogEndsBehindTransactionMarkers_CommitsTheOffsetBehindThem()
    {
        Assigned();
        _harness.Source.Append(First, 0, "a");
        _harness.TurnUntil(() => _harness.Sink.Written.Count == 1);
        _harness.Source.End(First, 3);
        _harness.Source.End(Second, 0); // Nothing was ever there: nothing is to be committed.

        _harness.TurnUntil(() => _harness.Sink.Committed.Any(next => next.GetValueOrDefault(First) == 3));
        for (var turn = 0; turn < 300; turn++)
        {
            _harness.TurnUntil(() => true);
            _harness.Loop.Turn(draining: false);
        }

        Assert.That(_harness.Sink.Committed.Count(next => next.GetValueOrDefault(First) == 3), Is.EqualTo(1));
        Assert.That(_harness.Sink.Committed.SelectMany(next => next.Keys), Does.Not.Contain(Second));
    }

    [Test]
    public void Turn_AnUploadIsOpenWhenTheLogEnds_TheOffsetBehindWaitsForIt()
    {
        Assigned();
        _harness.Hold("slow");
        _harness.Source.Append(First, 0, "slow");
        _harness.TurnUntil(() => _harness.Loop.Open == 1);
        _harness.Source.End(First, 5);
        _harness.Source.Append(Second, 0, "x");
        _harness.TurnUntil(() => _harness.Sink.Written.Count == 1);
        Assert.That(_harness.Sink.Committed.SelectMany(next => next.Keys), Does.Not.Contain(First));

        _harness.Release("slow");
        _harness.TurnUntil(() => _harness.Loop.Open == 0);
        Assert.That(_harness.Sink.Committed[^1][First], Is.EqualTo(5));
    }

    public void Dispose() => _harness.Dispose();

    private void Assigned()
    {
        _harness.Source.Assign(First, Second);
        _harness.Loop.Turn(draining: false);
    }
}
