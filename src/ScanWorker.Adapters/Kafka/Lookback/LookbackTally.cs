using ScanWorker.Replay.Lookback;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>What one instance has looked at and found. Thread-safe.</summary>
/// <param name="tell">Is given each finding, one at a time.</param>
internal sealed class LookbackTally(Action<LookbackFinding> tell)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TopicPartition, long> _remaining = [];
    private LookbackCounts _counts = LookbackCounts.None;

    public LookbackCounts Counts
    {
        get
        {
            lock (_lock)
            {
                return _counts with { Partitions = _remaining.Count };
            }
        }
    }

    /// <summary>About how many records are left in the partitions that it works at.</summary>
    public long Left
    {
        get
        {
            lock (_lock)
            {
                return _remaining.Values.Sum();
            }
        }
    }

    public void Looked(int uploads)
    {
        lock (_lock)
        {
            _counts = _counts with { Uploads = _counts.Uploads + uploads };
        }
    }

    public void Found(LookbackFinding finding)
    {
        lock (_lock)
        {
            _counts = _counts with
            {
                Findings = _counts.Findings + 1,
                Events = _counts.Events + finding.Events.Length,
            };
            tell(finding);
        }
    }

    /// <summary>A partition is worked at, and so many records are left of it.</summary>
    public void Remaining(TopicPartition partition, long records)
    {
        lock (_lock)
        {
            _remaining[partition] = records;
        }
    }
}
