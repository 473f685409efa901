using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Pipeline.Tests.Loop;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class BatchWaitTests
{
    private static readonly TopicPartition First = new("uploads", 0);
    private static readonly TopicPartition Second = new("uploads", 1);

    [TestCase("00:00:00.030", "01:00:00", "00:00:00.030")]
    [TestCase("01:00:00", "00:00:00.050", "00:00:00.050")]
    public void Turn_OthersInFlight_WaitsForCompanyAsLongAsATransactionTakes(
        TimeSpan took, TimeSpan batchAge, TimeSpan expected)
    {
        using var harness = new LoopHarness(options => options.BatchAge = batchAge);
        harness.Source.Assign(First, Second);
        harness.Hold("slow");
        harness.Source.Append(Second, 0, "slow");
        harness.Source.Append(First, 0, "a");
        harness.TurnUntil(() => harness.Loop.Open == 2);
        harness.Sink.Next(_ => After(harness, took));
        harness.Clock.Advance(batchAge);
        harness.TurnUntil(() => harness.Loop.Open == 1);

        var since = harness.Clock.GetTimestamp();
        var waited = TimeSpan.Zero;
        harness.Sink.Next(_ =>
        {
            waited = harness.Clock.GetElapsedTime(since);
            return new CommitOutcome.Committed();
        });
        harness.Source.Append(First, 1, "b");
        harness.TurnUntil(() => harness.Sink.Written.Count == 2);

        Assert.That(waited, Is.GreaterThanOrEqualTo(expected).And.LessThan(TimeSpan.FromHours(1)));
        harness.Release("slow");
    }

    private static CommitOutcome.Committed After(LoopHarness harness, TimeSpan time)
    {
        harness.Clock.Advance(time);
        return new CommitOutcome.Committed();
    }
}
