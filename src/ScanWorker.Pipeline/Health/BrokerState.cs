using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Health;

/// <summary>
/// What the broker last said of the group, and since when it answers or is silent. One writer, any number of readers.
/// </summary>
internal sealed class BrokerState(TimeProvider clock)
{
    private readonly Dictionary<TopicPartition, long> _waiting = []; // The watch's alone.
    private volatile BrokerReport _report = new([], []);
    private volatile FrozenDictionary<TopicPartition, long> _waitingSince =
        FrozenDictionary<TopicPartition, long>.Empty;
    private long _answeredAt = clock.GetTimestamp(); // A worker that has just started has not been refused an answer.
    private long _answeringSince;
    private volatile string? _refusal;

    /// <summary>Since the last answer, or since the start.</summary>
    public TimeSpan SilentFor => clock.GetElapsedTime(Volatile.Read(ref _answeredAt));

    /// <summary>Since the first of all the answers without a failure in between; zero while there is none.</summary>
    public TimeSpan AnsweringFor =>
        Volatile.Read(ref _answeringSince) is not 0 and var since ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>By partition, how many records wait to be committed by the group.</summary>
    public ImmutableArray<(TopicPartition Partition, long Records)> Lags => _report.Lags;

    /// <summary>Topics that are not there.</summary>
    public ImmutableArray<string> MissingTopics => _report.Missing;

    /// <summary>Why it rejects the worker, as a sentence; null when it does not, or is only unreachable.</summary>
    public string? Refusal => _refusal;

    /// <summary>For how long, by the broker's answers, records of the partition have waited without a break.</summary>
    public TimeSpan WaitingFor(TopicPartition partition) =>
        _waitingSince.TryGetValue(partition, out var since) ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    public void Answered(BrokerReport report)
    {
        _report = report;
        _refusal = null;
        var now = clock.GetTimestamp() | 1; // Never 0, which says none.
        NoteWaiting(report, now);
        Volatile.Write(ref _answeredAt, now);
        Interlocked.CompareExchange(ref _answeringSince, now, 0);
    }

    public void Failed(string? refusal)
    {
        _refusal = refusal;
        Volatile.Write(ref _answeringSince, 0);
    }

    private void NoteWaiting(BrokerReport report, long now)
    {
        foreach (var (partition, records) in report.Lags)
        {
            _ = records > 0 ? _waiting.TryAdd(partition, now) : _waiting.Remove(partition);
        }

        _waitingSince = _waiting.ToFrozenDictionary();
    }
}
