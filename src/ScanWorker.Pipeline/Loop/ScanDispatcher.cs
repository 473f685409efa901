using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Lanes;

namespace ScanWorker.Pipeline.Loop;

/// <summary>
/// Starts scans on the lanes, a bounded number at a time, and collects their results. Called by the poll thread.
/// </summary>
/// <remarks>
/// Partitions of one rank start in turn and share the places fairly: however slow the uploads of one are, the next of
/// another starts at once. Past uploads start when no live one waits, and while fewer lanes are busy, with whatever,
/// than past uploads may have: the others stay idle for the next live one.
/// </remarks>
internal sealed class ScanDispatcher(
    RecordJudge judge, LaneScheduler lanes, TopicRanks ranks,
    RankedQueue<TopicPartition, (InboundRecord Inbound, Receipt Receipt)> waiting, int backfillPlaces,
    CancellationToken abandon)
{
    private readonly int _backfillLanes = Math.Min(backfillPlaces, lanes.MaximumConcurrencyLevel);
    private readonly Dictionary<TopicPartition, LaneShare> _shares = []; // As many as partitions were ever assigned.
    private readonly ConcurrentQueue<Settlement> _settled = new();

    /// <summary>Scans that have started and whose result has not been taken.</summary>
    public int Running => waiting.Running;

    public bool HasResults => !_settled.IsEmpty;

    /// <inheritdoc cref="RankedQueue{TFlow, TItem}.IsBackfillYielding"/>
    public bool IsBackfillYielding => waiting.IsBackfillYielding;

    public void Enqueue(InboundRecord inbound, Receipt receipt) =>
        waiting.Enqueue(RankOf(receipt), inbound.Position.TopicPartition, (inbound, receipt));

    /// <summary>Starts what may start. Records whose receipt has become stale are left out.</summary>
    /// <param name="isCurrent">Whether a receipt is not stale.</param>
    /// <param name="mayServeBackfill">False: more live uploads may be on their way.</param>
    public void StartWaiting(Func<Receipt, bool> isCurrent, bool mayServeBackfill)
    {
        var serves = mayServeBackfill && lanes.Busy < _backfillLanes;
        while (waiting.TryStart(serves, out var partition, out var next))
        {
            if (!isCurrent(next.Receipt))
            {
                waiting.End(RankOf(next.Receipt), partition);
                continue;
            }

            if (!_shares.TryGetValue(partition, out var share))
            {
                _shares[partition] = share = lanes.Share();
            }

            _ = Task.Factory.StartNew(
                () => ScanAsync(next.Inbound, next.Receipt), abandon, TaskCreationOptions.None, share);
        }
    }

    /// <summary>Forgets what has not started: the next owner of its partition reads it again.</summary>
    public void DropWaiting() => waiting.Clear();

    /// <summary>Takes a result.</summary>
    /// <exception cref="Exception">A scan failed in a way that no upload may make it fail: our own bug.</exception>
    public bool TryTake(out Settlement settlement)
    {
        if (!_settled.TryDequeue(out settlement))
        {
            return false;
        }

        waiting.End(RankOf(settlement.Receipt), settlement.Receipt.Position.TopicPartition);
        settlement.Fault?.Throw();
        return true;
    }

    private UploadRank RankOf(Receipt receipt) => ranks.Of(receipt.Position.TopicPartition.Topic);

    private async Task ScanAsync(InboundRecord inbound, Receipt receipt)
    {
        try
        {
            _settled.Enqueue(new Settlement(receipt, await judge.JudgeAsync(inbound, abandon), null));
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            // Shutdown: the record has no outcome, and its offset does not move.
        }
        catch (Exception e)
        {
            _settled.Enqueue(new Settlement(receipt, [], ExceptionDispatchInfo.Capture(e)));
        }
    }

    /// <summary>What became of one record.</summary>
    internal readonly record struct Settlement(
        Receipt Receipt, IReadOnlyList<OutboundEvent> Events, ExceptionDispatchInfo? Fault);
}
