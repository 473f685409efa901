using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Fairness;

namespace ScanWorker.Pipeline.Loop;

/// <summary>
/// Starts scans on the lanes, a bounded number at a time, and collects their results. Called by the poll thread.
/// </summary>
/// <remarks>
/// Partitions start in turn and share the places fairly: however slow the uploads of one are, the next of another
/// starts at once.
/// </remarks>
internal sealed class ScanDispatcher(RecordJudge judge, LaneScheduler lanes, int scansMax, CancellationToken abandon)
{
    private readonly FairQueue<TopicPartition, (InboundRecord Inbound, Receipt Receipt)> _waiting = new(scansMax);
    private readonly Dictionary<TopicPartition, LaneShare> _shares = []; // As many as partitions were ever assigned.
    private readonly ConcurrentQueue<Settlement> _settled = new();

    /// <summary>Scans that have started and whose result has not been taken.</summary>
    public int Running => _waiting.Running;

    public bool HasResults => !_settled.IsEmpty;

    public void Enqueue(InboundRecord inbound, Receipt receipt) =>
        _waiting.Enqueue(inbound.Position.TopicPartition, (inbound, receipt));

    /// <summary>Starts what may start. Records whose receipt has become stale are left out.</summary>
    public void StartWaiting(Func<Receipt, bool> isCurrent)
    {
        while (_waiting.TryStart(out var partition, out var next))
        {
            if (!isCurrent(next.Receipt))
            {
                _waiting.End(partition);
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
    public void DropWaiting() => _waiting.Clear();

    /// <summary>Takes a result.</summary>
    /// <exception cref="Exception">A scan failed in a way that no upload may make it fail: our own bug.</exception>
    public bool TryTake(out Settlement settlement)
    {
        if (!_settled.TryDequeue(out settlement))
        {
            return false;
        }

        _waiting.End(settlement.Receipt.Position.TopicPartition);
        settlement.Fault?.Throw();
        return true;
    }

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
