using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Pipeline.Tests.Loop;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PollLoopTests : IDisposable
{
    private static readonly TopicPartition First = new("uploads", 0);
    private static readonly TopicPartition Second = new("uploads", 1);

    private readonly LoopHarness _harness = new();

    [Test]
    public void Turn_AnEarlierScanIsSlow_LaterOnesOfItsPartitionWaitAndOthersDoNot()
    {
        Assigned();
        _harness.Hold("slow");
        Append(First, "slow", "b");
        Append(Second, "x", "y");

        _harness.TurnUntil(() => _harness.Sink.Written.Count == 2);
        Assert.That(_harness.Sink.Written, Is.EqualTo(new[] { "x", "y" }));

        _harness.Release("slow");
        _harness.TurnUntil(() => _harness.Loop.Open == 0);
        Assert.That(_harness.Sink.Written.Skip(2), Is.EqualTo(new[] { "slow", "b" }));
        Assert.That(_harness.Sink.Committed[^1][First], Is.EqualTo(2));
    }

    [Test]
    public void Turn_TransactionAborted_WritesTheSameEventsAgainWithAFreshGroup()
    {
        Assigned();
        _harness.Sink.Next(new CommitOutcome.Aborted("fenced"));
        Append(First, "a", "b");

        _harness.TurnUntil(() => _harness.Sink.Written.Count == 2);

        Assert.That(_harness.Sink.Written, Is.EqualTo(new[] { "a", "b" }));
        Assert.That(
            _harness.Sink.Attempts.Select(batch => batch.Group).Distinct().Count(),
            Is.EqualTo(_harness.Sink.Attempts.Count));
    }

    // A broker was away for some seconds: the member begins anew where the group stands, and what is under way lands.
    [Test]
    public void Turn_PartitionComesBackWhileItsBatchIsUnderWay_WritesNothingTwice()
    {
        Assigned();
        _harness.Sink.Hold();
        Append(First, "a", "b");
        _harness.TurnUntil(() => _harness.Loop.Unfinished == 1 && _harness.Started.Count == 2);
        _harness.Source.Lose(First);
        _harness.Source.Assign(First);
        Append(First, "a", "b", "c");
        _harness.TurnUntil(() => _harness.Started.Count == 5);

        _harness.Sink.Release();
        _harness.TurnUntil(() => _harness.Loop.Open == 0);

        Assert.That(_harness.Sink.Written, Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(_harness.Sink.Committed[^1][First], Is.EqualTo(3));
    }

    [Test]
    public void Turn_UnknownOutcomeThatHadLanded_WritesNothingTwice()
    {
        Assigned();
        _harness.Sink.Next(batch =>
        {
            _harness.Sink.Write(batch);
            return new CommitOutcome.Settled("timed out", batch.Next);
        });
        Append(First, "a");
        _harness.TurnUntil(() => _harness.Sink.Written.Count == 1);
        Append(First, 5, "b");

        _harness.TurnUntil(() => _harness.Sink.Written.Count == 2);
        Assert.That(_harness.Sink.Written, Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void Turn_UnknownOutcomeThatHadNotLanded_WritesItAgain()
    {
        Assigned();
        _harness.Sink.Next(new CommitOutcome.Settled("timed out", ImmutableDictionary<TopicPartition, long>.Empty));
        Append(First, "a");

        _harness.TurnUntil(() => _harness.Sink.Written.Count == 1);
        Assert.That(_harness.Sink.Attempts, Has.Count.EqualTo(2));
    }

    [Test]
    public void Turn_OneEventTooLarge_IsFoundAndShrunkAndTheOthersAreWhole()
    {
        Assigned();
        for (var i = 0; i < 20; i++)
        {
            _harness.Sink.Next(RefuseLarge);
        }

        Append(First, "a", "large", "c");

        _harness.TurnUntil(() => _harness.Sink.Written.Count == 3);
        Assert.That(_harness.Sink.Written, Is.EqualTo(new[] { "a", "", "c" }));
        var shrunk = _harness.Sink.Attempts.SelectMany(batch => batch.Events).Last(outbound => outbound.Value is null);
        Assert.That(shrunk.Headers.Select(header => header.Name), Does.Contain("scanworker-error-value-sha256"));
    }

    [Test]
    public void Revoked_WithResultsReady_CommitsThemBeforeThePartitionGoes()
    {
        Assigned();
        _harness.Sink.Hold();
        Append(First, "a");
        _harness.TurnUntil(() => _harness.Loop.Unfinished == 1 && _harness.Source.GroupReads == 1);
        Append(First, 5, "b");
        _harness.Loop.Turn(draining: false);
        _harness.Source.Revoke(First);
        _harness.Sink.Release();

        _harness.TurnUntil(() => _harness.Loop.Open == 0);
        Assert.That(_harness.Sink.Written, Does.Contain("a"));
    }

    [Test]
    public void Lost_WithWorkInFlight_DropsItAndCommitsNothingOfIt()
    {
        Assigned();
        _harness.Hold("slow");
        Append(First, "slow");
        _harness.TurnUntil(() => _harness.Loop.Open == 1);
        _harness.Source.Lose(First);
        _harness.TurnUntil(() => _harness.Loop.Open == 0);
        _harness.Release("slow");
        Append(Second, "x");

        _harness.TurnUntil(() => _harness.Sink.Written.Count == 1 && _harness.Loop.Unfinished == 0);
        Assert.That(_harness.Sink.Written, Is.EqualTo(new[] { "x" }));
    }

    [Test]
    public void Turn_PartitionLostAndAssignedAgain_ScansItsRecordsAnew()
    {
        Assigned();
        _harness.Hold("a");
        Append(First, "a");
        _harness.TurnUntil(() => _harness.Loop.Open == 1);
        _harness.Source.Lose(First);
        _harness.Source.Assign(First);
        Append(First, "a");
        _harness.Release("a");

        _harness.TurnUntil(
            () => _harness.Sink.Written.Count == 1 && _harness.Loop.Open == 0 && _harness.Loop.Unfinished == 0);
        Assert.That(_harness.Sink.Written, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void Turn_NotReady_ConsumesNothingUntilItIs()
    {
        Assigned();
        _harness.Obstacle = "No hash set is loaded.";
        _harness.Loop.Turn(draining: false);
        Append(First, "a");
        _harness.Loop.Turn(draining: false);
        Assert.That((_harness.Source.IsPaused, _harness.Loop.Open), Is.EqualTo((true, 0)));

        _harness.Obstacle = null;
        _harness.TurnUntil(() => _harness.Sink.Written.Count == 1);
    }

    [Test]
    public void Turn_AsManyInFlightAsTheLimit_PausesAndResumesAtHalf()
    {
        using var harness = new LoopHarness(options => (options.RecordsInFlightMax, options.ScansMax) = (4, 1));
        harness.Source.Assign(First);
        harness.Hold("a0");
        for (var i = 0; i < 6; i++)
        {
            harness.Source.Append(First, i, $"a{i}");
        }

        harness.TurnUntil(() => harness.Source.IsPaused);
        Assert.That(harness.Loop.Open, Is.EqualTo(4));

        harness.Release("a0");
        harness.TurnUntil(() => harness.Sink.Written.Count == 6);
        Assert.That(harness.Source.IsPaused, Is.False);
    }

    [Test]
    public void Turn_BrokerAway_GoesOnAndLosesNothing()
    {
        Assigned();
        Append(First, "a");
        _harness.Source.Failure = new SourceUnavailableException("down");

        _harness.TurnUntil(() => _harness.Sink.Written.Count == 1);
    }

    [Test]
    public void Turn_Draining_FinishesWhatIsScannedAndStartsNothingMore()
    {
        using var harness = new LoopHarness(options => options.ScansMax = 1);
        harness.Source.Assign(First);
        harness.Hold("a");
        harness.Source.Append(First, 0, "a");
        harness.Source.Append(First, 1, "b");
        harness.TurnUntil(() => harness.Loop.Open == 2);
        harness.Release("a");

        harness.TurnUntil(() => harness.Loop.Unfinished == 0, draining: true);
        Assert.That(harness.Sink.Written, Is.EqualTo(new[] { "a" }));
        Assert.That(harness.Loop.Open, Is.EqualTo(1));
    }

    [Test]
    public void Turn_AFaultAtOneRecord_IsThatRecordsOutcomeAndTheOthersGoOn()
    {
        Assigned();
        Append(First, "a", "bug", "c");

        _harness.TurnUntil(() => _harness.Sink.Written.Count == 3);

        Assert.That(_harness.Sink.Written, Is.EqualTo(new[] { "a", "bug", "c" }), "dead letters with their bytes");
        Assert.That(
            _harness.Sink.Attempts.SelectMany(batch => batch.Events)
                .SelectMany(outbound => outbound.Headers).Where(header => header.Name == "scanworker-error-code")
                .Select(header => System.Text.Encoding.UTF8.GetString(header.Value ?? [])),
            Is.EqualTo(new[] { "invalid-json", "internal-error", "invalid-json" }));
    }

    [Test]
    public void Turn_AFaultThatIsNoRecords_SurfacesAndCommitsNothing()
    {
        using var harness = new LoopHarness(hasSet: false);
        harness.Source.Assign(First);
        harness.Source.Append(First, 0, "bug");

        Assert.That(
            () => harness.TurnUntil(() => false),
            Throws.InvalidOperationException.With.Message.EqualTo("a bug of ours"));
        Assert.That(harness.Sink.Written, Is.Empty);
    }

    [Test]
    public void Turn_SinkEndsForGood_SurfacesItsReason()
    {
        Assigned();
        _harness.Sink.Next(_ => throw new TwinException("a twin"));
        Append(First, "a");

        Assert.That(() => _harness.TurnUntil(() => false), Throws.InstanceOf<TwinException>());
    }

    // A client calls its rebalance handlers while it closes, too; what they throw would keep it from closing.
    [Test]
    public void Revoked_SinkEndedForGood_ThrowsFromTheNextTurnAlone()
    {
        Assigned();
        _harness.Sink.Next(_ => throw new TwinException("a twin"));
        Append(First, "a");
        _harness.TurnUntil(() => _harness.Source.GroupReads == 1);

        Assert.That(() => _harness.Loop.Revoked([First]), Throws.Nothing);
        Assert.That(() => _harness.TurnUntil(() => false), Throws.InstanceOf<TwinException>());
    }

    public void Dispose() => _harness.Dispose();

    private static CommitOutcome RefuseLarge(OutboundBatch batch) =>
        batch.Events.Any(outbound => outbound.Value?.Length == "large".Length)
            ? new CommitOutcome.TooLarge()
            : new CommitOutcome.Committed();

    private void Assigned()
    {
        _harness.Source.Assign(First, Second);
        _harness.Loop.Turn(draining: false);
    }

    private void Append(TopicPartition partition, params string[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            Append(partition, i, values[i]);
        }
    }

    private void Append(TopicPartition partition, long offset, string value) =>
        _harness.Source.Append(partition, offset, value);
}
