using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Control;

/// <summary>
/// What the broker last said of the group, and since when it answers or is silent. One writer, any number of readers.
/// </summary>
internal sealed class BrokerState(TimeProvider clock)
{
    private volatile ImmutableArrayBox _lags = new([]);
    private long _answeredAt = clock.GetTimestamp(); // A worker that has just started has not been refused an answer.
    private long _answeringSince;
    private volatile string? _refusal;

    /// <summary>Since the last answer, or since the start.</summary>
    public TimeSpan SilentFor => clock.GetElapsedTime(Volatile.Read(ref _answeredAt));

    /// <summary>Since the first of all the answers without a failure in between; zero while there is none.</summary>
    public TimeSpan AnsweringFor =>
        Volatile.Read(ref _answeringSince) is not 0 and var since ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <summary>By partition, how many records wait to be committed by the group.</summary>
    public ImmutableArray<(TopicPartition Partition, long Records)> Lags => _lags.Value;

    /// <summary>Why it lets us not in, as a sentence; null when it does, or is only away.</summary>
    public string? Refusal => _refusal;

    public void Answered(ImmutableArray<(TopicPartition Partition, long Records)> lags)
    {
        _lags = new ImmutableArrayBox(lags);
        _refusal = null;
        var now = clock.GetTimestamp() | 1; // Never 0, which says none.
        Volatile.Write(ref _answeredAt, now);
        Interlocked.CompareExchange(ref _answeringSince, now, 0);
    }

    public void Failed(string? refusal)
    {
        _refusal = refusal;
        Volatile.Write(ref _answeringSince, 0);
    }

    private sealed record ImmutableArrayBox(ImmutableArray<(TopicPartition Partition, long Records)> Value);
}
