using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Fairness;

/// <summary>
/// Which partitions are paused because they fill what all share: one whose uploads are slow must not pause the others.
/// </summary>
/// <remarks>
/// A partition pauses once it has as much in flight as is free, in records or in bytes, so that there is always room
/// for the others; and resumes at half of that, since a pause throws away what the client has fetched ahead. One that
/// is alone has nobody to leave room for. Pure; one thread.
/// </remarks>
/// <param name="recordsMax">In flight, over all partitions.</param>
/// <param name="bytesMax">The same, in bytes.</param>
/// <param name="sparesTheOnly">Somebody else bounds a partition that is alone.</param>
internal sealed class PartitionPauses(int recordsMax, long bytesMax, bool sparesTheOnly = true)
{
    private readonly HashSet<TopicPartition> _paused = [];

    /// <summary>How many are paused.</summary>
    public int Count => _paused.Count;

    /// <summary>Looks at all partitions.</summary>
    /// <param name="loads">What each assigned one has in flight.</param>
    /// <param name="changed">Is told each that is to pause, or no longer.</param>
    public void Update(IReadOnlyCollection<PartitionLoad> loads, Action<PartitionLoad, bool> changed)
    {
        var freeRecords = recordsMax - loads.Sum(load => load.Records);
        var freeBytes = bytesMax - loads.Sum(load => load.Bytes);
        foreach (var load in loads)
        {
            var isPaused = _paused.Contains(load.Partition);
            var share = isPaused ? 0.5 : 1.0;
            var pause = (loads.Count > 1 || !sparesTheOnly) && load.Records > 0
                && (load.Records >= freeRecords * share || load.Bytes >= freeBytes * share);
            if (pause != isPaused)
            {
                _ = pause ? _paused.Add(load.Partition) : _paused.Remove(load.Partition);
                changed(load, pause);
            }
        }
    }

    /// <summary>The partition is no longer ours, and comes back unpaused if it does.</summary>
    public void Forget(TopicPartition partition) => _paused.Remove(partition);
}

/// <summary>What one partition has in flight.</summary>
internal readonly record struct PartitionLoad(TopicPartition Partition, int Records, long Bytes);
