using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Pipeline.Tests.Loop;

/// <summary>Which records of which partitions make a batch.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OffsetLedgerTests
{
    private static readonly TopicPartition First = new("uploads", 0);
    private static readonly TopicPartition Second = new("uploads", 1);
    private static readonly TopicPartition Past = new("uploads.backfill", 0);

    private readonly OffsetLedger _ledger = new();

    [Test]
    public void HandOver_MoreIsReadyThanABatchTakes_TakesThatManyOverAllPartitions()
    {
        Ready(First, 3);
        Ready(Second, 3);

        Assert.That(_ledger.ReadyCount(), Is.EqualTo(6));
        Assert.That(_ledger.HandOver(4)?.Events.Length, Is.EqualTo(4));
    }

    [Test]
    public void HandOver_NothingIsReady_IsNone()
    {
        _ledger.Assign(First);

        Assert.That(_ledger.HandOver(10), Is.Null);
    }

    [Test]
    public void HandOver_OneBatchAfterTheOther_EachBeginsWithAnotherPartition()
    {
        var firsts = new List<TopicPartition>();
        for (var turn = 0; turn < 4; turn++)
        {
            Ready(First, 1, turn);
            Ready(Second, 1, turn);
            if (_ledger.HandOver(1) is { } batch)
            {
                firsts.Add(batch.Next.Keys.Single());
                _ledger.Note(batch, new CommitOutcome.Committed());
            }
        }

        Assert.That(firsts, Is.EqualTo(new[] { First, Second, First, Second }).Or.EqualTo(
            new[] { Second, First, Second, First }));
    }

    [Test]
    public void HandOver_SomePartitionsComeFirst_TheOthersHaveWhatIsLeft([Values(1, 2)] int room)
    {
        for (var turn = 0; turn < 2; turn++)
        {
            Ready(Past, 1, turn);
            Ready(First, 1, turn);
            var batch = _ledger.HandOver(room, first: partition => partition == First);

            Assert.That(batch?.Next.Keys, Is.EquivalentTo(room == 1 ? new[] { First } : [First, Past]));
            Assert.That(batch?.Events[0].Key, Is.EqualTo(BitConverter.GetBytes(First.Partition + 100)));
            if (batch is not null)
            {
                _ledger.Note(batch, new CommitOutcome.Committed());
            }
        }
    }

    [Test]
    public void HandOver_NothingOfAPartitionIsCommittedYet_SaysWhereItBegins()
    {
        Ready(First, 2, from: 5);
        var batch = _ledger.HandOver(1) ?? throw new AssertionException("Two are ready.");
        Assert.That(batch.Unproven[First], Is.EqualTo(5));
        _ledger.Note(batch, new CommitOutcome.Aborted("test"));
        batch = _ledger.HandOver(1) ?? throw new AssertionException("Two are ready.");
        Assert.That(batch.Unproven[First], Is.EqualTo(5));
        _ledger.Note(batch, new CommitOutcome.Committed());

        Assert.That(_ledger.HandOver(1)?.Unproven, Is.Empty);
    }

    // Read from the start of the log, although the group stands at 3.
    [Test]
    public void Note_TheGroupStandsBehindTheBatch_WhatIsBeforeIsDroppedAndTheRestIsReady()
    {
        Ready(First, 5);
        Ready(Second, 1);
        var batch = _ledger.HandOver(10) ?? throw new AssertionException("Six are ready.");

        var committed = _ledger.Note(
            batch, new CommitOutcome.Overtaken(ImmutableDictionary<TopicPartition, long>.Empty.Add(First, 3)));

        Assert.That((committed, _ledger.ReadyCount()), Is.EqualTo((0, 3)));
        var next = _ledger.HandOver(10);
        Assert.That(next?.Next[First], Is.EqualTo(5));
        Assert.That(next?.Events.Length, Is.EqualTo(3));
        Assert.That(next?.Unproven.Keys, Is.EqualTo(new[] { Second }));
    }

    [Test]
    public void Holds_PartitionIsAssignedAnew_OldReceiptsAreStale()
    {
        _ledger.Assign(First);
        var receipt = _ledger.Receive(new RecordPosition(First, 0))
            ?? throw new AssertionException("It is new.");

        Assert.That(_ledger.Holds(receipt), Is.True);
        _ledger.Assign(First);
        Assert.That(_ledger.Holds(receipt), Is.False);
        _ledger.Drop(First);
        Assert.That(_ledger.Holds(receipt), Is.False);
    }

    [Test]
    public void OpenOf_SeveralPartitions_AddsTheirBytesAndTellsTheOldest()
    {
        var (early, late) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1));
        _ledger.Assign(First);
        _ledger.Assign(Second);
        _ = _ledger.Receive(new RecordPosition(First, 0), 10, late);
        _ = _ledger.Receive(new RecordPosition(Second, 0), 7, early);

        Assert.That(_ledger.OpenOf(), Is.EqualTo((17L, (DateTimeOffset?)early)));
    }

    private void Ready(TopicPartition partition, int count, long from = 0)
    {
        if (!_ledger.IsAssigned(partition))
        {
            _ledger.Assign(partition);
        }

        for (var offset = from; offset < from + count; offset++)
        {
            if (_ledger.Receive(new RecordPosition(partition, offset)) is { } receipt)
            {
                var key = BitConverter.GetBytes(partition.Partition + (partition == Past ? 200 : 100));
                _ = _ledger.Settle(receipt, [new OutboundEvent(OutboundTopic.Verdicts, key, [], [])]);
            }
        }
    }
}
