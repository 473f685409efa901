using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Fairness;

namespace ScanWorker.Pipeline.Loop;

/// <summary>Which partitions of the source are read for now: as many as what is in flight leaves room for.</summary>
/// <remarks>
/// Past uploads have bounds of their own, so that none of theirs takes the room of a live one. The client keeps what it
/// has fetched of all partitions in one queue: a partition of theirs that is paused takes its records out of it, so a
/// live one waits behind no more than may be in flight of them. Used by the poll thread alone.
/// </remarks>
internal sealed class Intake(
    IUploadSource source, TopicRanks ranks, LoopOptions live, BackfillOptions backfill, LoopMetrics metrics)
{
    private readonly PartitionPauses _livePauses = new(live.RecordsInFlightMax, live.BytesInFlightMax);

    private readonly PartitionPauses _backfillPauses =
        new(backfill.RecordsInFlightMax, backfill.BytesInFlightMax, sparesTheOnly: false);

    private bool _isPaused;

    /// <summary>Some live records are not taken for now, so they may wait where nobody sees them.</summary>
    public bool HoldsLiveBack => _isPaused || _livePauses.Count > 0;

    /// <summary>Live partitions that are paused for filling their share.</summary>
    public int Paused => _livePauses.Count;

    /// <summary>Pauses and resumes.</summary>
    /// <param name="loads">What each assigned partition has in flight.</param>
    /// <param name="mayTake">False: nothing at all may be taken.</param>
    public void Update(IReadOnlyCollection<PartitionLoad> loads, bool mayTake)
    {
        SetPaused(!mayTake || IsFull(loads));
        Share(loads);
    }

    /// <summary>A record has come.</summary>
    /// <returns>Whether another may.</returns>
    public bool Took(IReadOnlyCollection<PartitionLoad> loads)
    {
        Share(loads);
        return !IsFull(loads);
    }

    /// <summary>The partition is no longer ours, and comes back unpaused if it does.</summary>
    public void Forget(TopicPartition partition)
    {
        _livePauses.Forget(partition);
        _backfillPauses.Forget(partition);
    }

    private void Share(IReadOnlyCollection<PartitionLoad> loads)
    {
        _livePauses.Update([.. loads.Where(load => ranks.IsLive(load.Partition))], SetPaused);
        _backfillPauses.Update([.. loads.Where(load => ranks.IsBackfill(load.Partition))], SetPaused);
    }

    // Hysteresis: pausing throws away what the client has fetched ahead, so it should not happen at every turn.
    private bool IsFull(IReadOnlyCollection<PartitionLoad> loads)
    {
        var share = _isPaused ? 0.5 : 1.0;
        var (records, bytes) = (0, 0L);
        foreach (var load in loads.Where(load => ranks.IsLive(load.Partition)))
        {
            (records, bytes) = (records + load.Records, bytes + load.Bytes);
        }

        return records >= live.RecordsInFlightMax * share || bytes >= live.BytesInFlightMax * share;
    }

    private void SetPaused(bool pause)
    {
        if (pause == _isPaused)
        {
            return;
        }

        _isPaused = pause;
        if (pause)
        {
            source.Pause();
        }
        else
        {
            source.Resume();
        }

        metrics.Paused(pause);
    }

    private void SetPaused(PartitionLoad load, bool pause)
    {
        if (pause)
        {
            source.Pause(load.Partition);
        }
        else
        {
            source.Resume(load.Partition);
        }

        metrics.Paused(load.Partition, load.Records, pause);
    }
}
