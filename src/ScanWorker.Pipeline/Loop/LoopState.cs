using System.Collections.Concurrent;
using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Lanes;

namespace ScanWorker.Pipeline.Loop;

/// <summary>Where the loop stands: written by the poll thread, read by health and gauges on any thread.</summary>
internal sealed class LoopState
{
    private readonly ConcurrentDictionary<TopicPartition, long> _moves = new();
    private long _lastTurn;
    private long _batchSince;
    private readonly InFlight[] _inFlight = [new(), new()]; // By rank.
    private int _partitions;
    private int _failedBatches;
    private volatile int _partitionsPaused;
    private volatile bool _isMember;
    private volatile string? _sourceTrouble;
    private volatile string? _failedCause;
    private volatile LaneScheduler? _lanes;

    /// <summary>Timestamp of the poll thread's last turn; 0 before the first.</summary>
    public long LastTurn => Volatile.Read(ref _lastTurn);

    /// <summary>Since when the batch that is with the committer has been there; 0 when there is none.</summary>
    public long BatchSince => Volatile.Read(ref _batchSince);

    /// <summary>Batches in a row that were not written.</summary>
    public int FailedBatches => Volatile.Read(ref _failedBatches);

    /// <summary>Why the last of those was not written, in a closed word; null when it was.</summary>
    public string? FailedCause => _failedCause;

    /// <summary>What the source last complained of since it was assigned anything; null when of nothing.</summary>
    public string? SourceTrouble => _sourceTrouble;

    /// <summary>By partition that is ours, when it was assigned or something of it was last committed.</summary>
    public IEnumerable<KeyValuePair<TopicPartition, long>> Moves => _moves;

    /// <summary>Partitions that are ours.</summary>
    public int Partitions => Volatile.Read(ref _partitions);

    /// <summary>Of the live ones, how many are not read for now because they fill their share.</summary>
    public int PartitionsPaused
    {
        get => _partitionsPaused;
        set => _partitionsPaused = value;
    }

    /// <summary>The group has told what is ours, be it nothing, and has not thrown us out since.</summary>
    public bool IsMember => _isMember;

    /// <summary>Uploads received and not yet committed.</summary>
    public int Open(UploadRank rank) => Volatile.Read(ref Of(rank).Records);

    /// <summary>Bytes of those records and of their events.</summary>
    public long OpenBytes(UploadRank rank) => Volatile.Read(ref Of(rank).Bytes);

    /// <summary>Timestamp of the oldest of those records.</summary>
    public DateTimeOffset? Oldest(UploadRank rank) =>
        Volatile.Read(ref Of(rank).OldestTicks) is not 0 and var ticks
            ? new DateTimeOffset(ticks, TimeSpan.Zero)
            : null;

    /// <summary>Null until the loop has begun.</summary>
    public LaneScheduler? Lanes => _lanes;

    public void Watch(LaneScheduler lanes) => _lanes = lanes;

    public void Turned(long timestamp) => Volatile.Write(ref _lastTurn, timestamp);

    public void Opened(UploadRank rank, int open, long openBytes, DateTimeOffset? oldest)
    {
        Volatile.Write(ref Of(rank).Records, open);
        Volatile.Write(ref Of(rank).Bytes, openBytes);
        Volatile.Write(ref Of(rank).OldestTicks, oldest?.UtcTicks ?? 0);
    }

    public void Moved(IEnumerable<TopicPartition> partitions, long timestamp)
    {
        foreach (var partition in partitions)
        {
            _moves[partition] = timestamp;
        }
    }

    public void Gone(IEnumerable<TopicPartition> partitions)
    {
        foreach (var partition in partitions)
        {
            _moves.TryRemove(partition, out _);
        }
    }

    public void Assigned(int partitions)
    {
        Interlocked.Add(ref _partitions, partitions);
        (_isMember, _sourceTrouble) = (true, null);
    }

    public void Revoked(int partitions) => Interlocked.Add(ref _partitions, -partitions);

    public void Lost(int partitions)
    {
        Interlocked.Add(ref _partitions, -partitions);
        _isMember = false;
    }

    public void Troubled(string problem) => _sourceTrouble = problem;

    // Never 0, which says none.
    public void BatchStarted(long timestamp) => Volatile.Write(ref _batchSince, timestamp | 1);

    /// <param name="cause">Why it was not written, in a closed word; null when it was.</param>
    public void BatchEnded(string? cause)
    {
        _failedCause = cause;
        Volatile.Write(ref _batchSince, 0);
        Volatile.Write(ref _failedBatches, cause is null ? 0 : _failedBatches + 1);
    }

    private InFlight Of(UploadRank rank) => _inFlight[(int)rank];

    private sealed class InFlight
    {
        public int Records;
        public long Bytes;
        public long OldestTicks;
    }
}
