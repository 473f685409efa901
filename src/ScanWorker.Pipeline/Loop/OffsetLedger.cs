using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Fairness;

namespace ScanWorker.Pipeline.Loop;

/// <summary>
/// The ledgers of all assigned partitions: which results may be written, with which offsets. Pure; one thread.
/// </summary>
/// <remarks>
/// A partition may be lost and come back while the batch with its records is under way. If nobody else had it, the
/// broker need not fence that batch, which may then be committed after its records have been read anew; so whatever
/// becomes of a batch is noted in the ledgers that its partitions have by then. One batch at a time.
/// </remarks>
internal sealed class OffsetLedger
{
    private readonly SortedDictionary<TopicPartition, PartitionLedger> _partitions = new(PartitionOrder.Instance);
    private int _epochs;
    private int _turn;

    /// <summary>What each assigned partition has in flight.</summary>
    public IReadOnlyCollection<PartitionLoad> Loads =>
        [.. _partitions.Values.Select(ledger => new PartitionLoad(ledger.Partition, ledger.Open, ledger.OpenBytes))];

    /// <summary>Received and not yet committed, over all partitions.</summary>
    public int Open => OpenCount(only: null);

    public bool IsAssigned(TopicPartition partition) => _partitions.ContainsKey(partition);

    public void Assign(TopicPartition partition) => _partitions[partition] = new PartitionLedger(partition, ++_epochs);

    /// <summary>Forgets the partition; receipts of it are stale from now on.</summary>
    /// <returns>How many received records are dropped; the next owner reads them again.</returns>
    public int Drop(TopicPartition partition) =>
        _partitions.Remove(partition, out var ledger) ? ledger.Open : 0;

    /// <inheritdoc cref="PartitionLedger.Receive"/>
    public Receipt? Receive(RecordPosition position, long sizeBytes = 0, DateTimeOffset recordedAt = default) =>
        _partitions.TryGetValue(position.TopicPartition, out var ledger)
            ? ledger.Receive(position.Offset, sizeBytes, recordedAt)
            : null;

    /// <inheritdoc cref="PartitionLedger.End"/>
    public void End(TopicPartition partition, long next)
    {
        if (_partitions.TryGetValue(partition, out var ledger))
        {
            ledger.End(next);
        }
    }

    /// <summary>Some partition is done with, but for what is no record: only its offset is to be committed.</summary>
    public bool IsBehindEnd => _partitions.Values.Any(ledger => ledger.IsBehindEnd);

    /// <summary>Whether the receipt's partition is still held under the same assignment.</summary>
    public bool Holds(Receipt receipt) =>
        _partitions.TryGetValue(receipt.Position.TopicPartition, out var ledger) && ledger.Epoch == receipt.Epoch;

    /// <inheritdoc cref="PartitionLedger.Settle"/>
    public bool Settle(Receipt receipt, IReadOnlyList<OutboundEvent> events) =>
        _partitions.TryGetValue(receipt.Position.TopicPartition, out var ledger) && ledger.Settle(receipt, events);

    public int ReadyCount(Func<TopicPartition, bool>? only = null) => Of(only).Sum(ledger => ledger.ReadyCount);

    public int OpenCount(Func<TopicPartition, bool>? only) => Of(only).Sum(ledger => ledger.Open);

    /// <summary>Bytes that the open records keep in memory, and the timestamp of the oldest, if any is open.</summary>
    public (long Bytes, DateTimeOffset? Oldest) OpenOf(Func<TopicPartition, bool>? only = null) =>
        (Of(only).Sum(ledger => ledger.OpenBytes), Of(only).Min(ledger => ledger.Oldest));

    /// <summary>Hands over what is ready: the settled prefix of each partition.</summary>
    /// <param name="linesMax">Records in one batch, at least 1.</param>
    /// <param name="only">Restricts it to some partitions; null for all.</param>
    /// <param name="first">Which partitions come before the others; null for none.</param>
    /// <returns>Null when nothing is ready.</returns>
    public LedgerBatch? HandOver(
        int linesMax, Func<TopicPartition, bool>? only = null, Func<TopicPartition, bool>? first = null)
    {
        var events = ImmutableArray.CreateBuilder<OutboundEvent>();
        var next = ImmutableDictionary.CreateBuilder<TopicPartition, long>();
        var unproven = ImmutableDictionary.CreateBuilder<TopicPartition, long>();
        var ledgers = new List<PartitionLedger>();
        var left = linesMax;
        foreach (var ledger in InTurn().Where(ledger => only?.Invoke(ledger.Partition) ?? true)
            .OrderBy(ledger => first?.Invoke(ledger.Partition) ?? true ? 0 : 1))
        {
            var ready = Math.Min(left, ledger.ReadyCount);
            if ((ready > 0 || (linesMax > 1 && ledger.IsBehindEnd)) && ledger.HandOver(ready, events) is { } offset)
            {
                next.Add(ledger.Partition, offset);
                if (ledger.UnprovenFrom is { } begin)
                {
                    unproven.Add(ledger.Partition, begin);
                }

                ledgers.Add(ledger);
                left -= ready;
            }
        }

        return ledgers.Count == 0
            ? null
            : new LedgerBatch(events.ToImmutable(), next.ToImmutable(), ledgers) { Unproven = unproven.ToImmutable() };
    }

    /// <summary>
    /// Shrinks the events of the first record of the batch, which alone were too large to be written.
    /// </summary>
    /// <returns>The events in their place.</returns>
    public IReadOnlyList<OutboundEvent> ShrinkFirst(LedgerBatch batch)
    {
        IReadOnlyList<OutboundEvent> shrunk = [];
        foreach (var ledger in batch.Ledgers.Where(ledger => IsCurrent(ledger) && ledger.ReadyCount > 0))
        {
            shrunk = ledger.ReplaceFirst(OversizeEvents.Shrink);
        }

        return shrunk;
    }

    /// <summary>
    /// Notes what became of the batch handed over last; partitions dropped meanwhile are passed over, unless they have
    /// come back.
    /// </summary>
    /// <returns>How many records are committed.</returns>
    public int Note(LedgerBatch batch, CommitOutcome outcome)
    {
        var committed = 0;
        foreach (var ledger in batch.Ledgers)
        {
            if (!_partitions.TryGetValue(ledger.Partition, out var current))
            {
                continue;
            }

            switch (outcome)
            {
                case CommitOutcome.Committed when ReferenceEquals(current, ledger):
                    committed += ledger.Committed();
                    break;
                case CommitOutcome.Committed:
                    committed += current.Reconcile(batch.Next[ledger.Partition]);
                    break;
                case CommitOutcome.Overtaken overtaken when overtaken.Next.TryGetValue(ledger.Partition, out var at):
                    _ = current.Reconcile(at); // Committed long ago, and by whom it was read first.
                    break;
                case CommitOutcome.Settled settled when settled.Next.TryGetValue(ledger.Partition, out var next):
                    committed += current.Reconcile(next);
                    break;
                default:
                    current.Returned();
                    break;
            }
        }

        return committed;
    }

    private IEnumerable<PartitionLedger> Of(Func<TopicPartition, bool>? only) =>
        only is null ? _partitions.Values : _partitions.Values.Where(ledger => only(ledger.Partition));

    // Each batch begins with another partition, or one that fills a batch by itself would keep the others waiting.
    private IEnumerable<PartitionLedger> InTurn()
    {
        var first = _partitions.Count == 0 ? 0 : _turn++ % _partitions.Count;
        return _partitions.Values.Skip(first).Concat(_partitions.Values.Take(first));
    }

    private bool IsCurrent(PartitionLedger ledger) =>
        _partitions.TryGetValue(ledger.Partition, out var current) && ReferenceEquals(current, ledger);

    private sealed class PartitionOrder : IComparer<TopicPartition>
    {
        public static PartitionOrder Instance { get; } = new();

        public int Compare(TopicPartition x, TopicPartition y) =>
            string.CompareOrdinal(x.Topic, y.Topic) is var byTopic && byTopic != 0
                ? byTopic
                : x.Partition.CompareTo(y.Partition);
    }
}

/// <summary>What is handed over for one transaction, and the ledgers it came from.</summary>
internal sealed record LedgerBatch(
    ImmutableArray<OutboundEvent> Events, ImmutableDictionary<TopicPartition, long> Next,
    IReadOnlyList<PartitionLedger> Ledgers)
{
    /// <inheritdoc cref="OutboundBatch.Unproven"/>
    public ImmutableDictionary<TopicPartition, long> Unproven { get; init; } =
        ImmutableDictionary<TopicPartition, long>.Empty;
}

/// <summary>Proof that a record was received under one assignment of its partition.</summary>
/// <param name="Epoch">Counts assignments; a receipt of an earlier one is stale.</param>
internal readonly record struct Receipt(RecordPosition Position, int Epoch);
