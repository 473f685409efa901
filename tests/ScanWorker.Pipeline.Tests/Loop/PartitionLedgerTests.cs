using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Pipeline.Tests.Loop;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PartitionLedgerTests
{
    private static readonly TopicPartition Partition = new("uploads", 3);

    private readonly PartitionLedger _ledger = new(Partition, epoch: 7);
    private readonly List<OutboundEvent> _events = [];

    [Test]
    public void HandOver_LaterRecordSettledFirst_WaitsForTheEarlierOne()
    {
        var first = Receive(10);
        var second = Receive(11);

        _ledger.Settle(second, [Event("b")]);
        Assert.That(_ledger.HandOver(10, _events), Is.Null);

        _ledger.Settle(first, [Event("a")]);
        Assert.That(_ledger.HandOver(10, _events), Is.EqualTo(12));
        Assert.That(_events.Select(Text), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public void HandOver_OffsetsWithGaps_CommitsOnePastTheLastSettled()
    {
        var first = Receive(10);
        var second = Receive(57);
        _ledger.Settle(first, [Event("a")]);
        _ledger.Settle(second, [Event("b")]);

        Assert.That(_ledger.HandOver(10, _events), Is.EqualTo(58));
    }

    [Test]
    public void HandOver_WhileABatchHasNoOutcome_IsRefused()
    {
        _ledger.Settle(Receive(1), [Event("a")]);
        _ = _ledger.HandOver(1, _events);

        Assert.That(() => _ledger.HandOver(1, _events), Throws.InvalidOperationException);
        Assert.That(_ledger.ReadyCount, Is.Zero);
    }

    [Test]
    public void Returned_AfterAnAbort_HandsTheSameEventsOverAgain()
    {
        _ledger.Settle(Receive(1), [Event("a")]);
        _ = _ledger.HandOver(1, _events);

        _ledger.Returned();
        _events.Clear();

        Assert.That(_ledger.HandOver(1, _events), Is.EqualTo(2));
        Assert.That(_events.Select(Text), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void Reconcile_GroupStandsBehindTheBatch_KeepsItsLines()
    {
        foreach (var offset in new[] { 1, 2, 3 })
        {
            _ledger.Settle(Receive(offset), [Event($"{offset}")]);
        }

        _ = _ledger.HandOver(3, _events);

        Assert.That(_ledger.Reconcile(next: 1), Is.Zero);
        Assert.That(_ledger.ReadyCount, Is.EqualTo(3));
    }

    [Test]
    public void Reconcile_GroupStandsAtTheBatchsEnd_DropsItsLines()
    {
        foreach (var offset in new[] { 1, 2, 3 })
        {
            _ledger.Settle(Receive(offset), [Event($"{offset}")]);
        }

        _ = _ledger.HandOver(2, _events);

        Assert.That(_ledger.Reconcile(next: 3), Is.EqualTo(2));
        Assert.That(_ledger.Open, Is.EqualTo(1));
    }

    [Test]
    public void Receive_OffsetReceivedBefore_IsARepeat()
    {
        Receive(5);

        Assert.That(_ledger.Receive(5), Is.Null);
        Assert.That(_ledger.Receive(4), Is.Null);
    }

    [Test]
    public void Settle_ReceiptOfAnotherEpoch_IsStale()
    {
        var receipt = Receive(5);

        Assert.That(_ledger.Settle(receipt with { Epoch = 6 }, [Event("a")]), Is.False);
        Assert.That(_ledger.ReadyCount, Is.Zero);
    }

    [Test]
    public void Settle_Twice_CountsOnce()
    {
        var receipt = Receive(5);
        _ledger.Settle(receipt, [Event("a")]);

        Assert.That(_ledger.Settle(receipt, [Event("b")]), Is.False);
        _ = _ledger.HandOver(1, _events);
        Assert.That(_events.Select(Text), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public void OpenBytes_FromReceiptToCommit_FollowsTheRecordThenItsEvents()
    {
        var receipt = _ledger.Receive(5, sizeBytes: 100);
        Assert.That(_ledger.OpenBytes, Is.EqualTo(100));

        _ledger.Settle(receipt ?? default, [Event("abc")]);
        Assert.That(_ledger.OpenBytes, Is.EqualTo(3));

        _ = _ledger.HandOver(1, _events);
        _ledger.Committed();
        Assert.That(_ledger.OpenBytes, Is.Zero);
    }

    private static OutboundEvent Event(string text) =>
        new(OutboundTopic.Verdicts, null, System.Text.Encoding.UTF8.GetBytes(text), []);

    private static string Text(OutboundEvent outbound) => System.Text.Encoding.UTF8.GetString(outbound.Value ?? []);

    private Receipt Receive(long offset) =>
        _ledger.Receive(offset) ?? throw new AssertionException("A fresh offset is no repeat.");
}
