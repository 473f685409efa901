using System.Globalization;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Kafka.Offsets;

/// <summary>
/// How far a group has come, as its own verdicts say: each names the record that it judges. Pure; one thread.
/// </summary>
/// <param name="topics">Of the uploads.</param>
/// <param name="source">CloudEvents source of the group's verdicts: another group's say nothing of this one.</param>
internal sealed class VerdictMarks(IReadOnlyList<string> topics, string source)
{
    private readonly Dictionary<TopicPartition, (long Offset, DateTimeOffset At)> _last = [];

    /// <summary>By partition of the uploads, the last record that has a verdict, and when that was written.</summary>
    public IReadOnlyDictionary<TopicPartition, (long Offset, DateTimeOffset At)> Last => _last;

    /// <summary>Takes a record of the topic of verdicts; what is no verdict of the group's is passed over.</summary>
    public void Note(InboundRecord verdict)
    {
        // ce_id is topic/partition/offset/type.
        if (verdict.Header("ce_source") != source
            || verdict.Header("ce_id")?.Split('/') is not [var of, var partition, var offset, EventTypes.Verdict]
            || !topics.Contains(of)
            || !int.TryParse(partition, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !long.TryParse(offset, NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            return;
        }

        var key = new TopicPartition(of, number);
        if (!_last.TryGetValue(key, out var before) || before.Offset < at)
        {
            _last[key] = (at, verdict.Timestamp);
        }
    }
}
