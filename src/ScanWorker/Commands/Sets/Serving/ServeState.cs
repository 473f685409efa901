using System.Collections.Concurrent;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>What an instance of <c>sets serve</c> is doing, for health and metrics. Thread-safe.</summary>
internal sealed class ServeState
{
    private readonly ConcurrentDictionary<string, SourceState> _sources = new(StringComparer.Ordinal);
    private long _lease;
    private long _version;
    private long _turnedAtTicks;
    private volatile bool _hasAnswered;
    private volatile string? _storeProblem;
    private volatile string? _publishProblem;
    private volatile FeedbackState? _feedback;

    /// <summary>The number of the lease that is held; 0: another instance has it, or nobody.</summary>
    public long Lease => Volatile.Read(ref _lease);

    /// <summary>The version that was current after the last publish; 0: none yet.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>When the lease was asked for or renewed last, with or without an answer; null: never.</summary>
    public DateTimeOffset? TurnedAt => Volatile.Read(ref _turnedAtTicks) is > 0 and var ticks
        ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>The store has said once whether this instance is the publisher.</summary>
    public bool HasAnswered => _hasAnswered;

    /// <summary>Why the lease's store does not answer; null: it does.</summary>
    public string? StoreProblem => _storeProblem;

    /// <summary>Why the last publish failed; null: it did not.</summary>
    public string? PublishProblem => _publishProblem;

    /// <summary>How reading what reviewers say is, while the lease is held and it is read; else null.</summary>
    public FeedbackState? Feedback => _feedback;

    /// <summary>By name, while the lease is held; empty on standby.</summary>
    public IReadOnlyCollection<KeyValuePair<string, SourceState>> Sources => [.. _sources];

    public void LeaseTaken(long number) => Volatile.Write(ref _lease, number);

    /// <summary>What a standby knows of sources gets old, so it knows nothing.</summary>
    public void LeaseEnded()
    {
        Volatile.Write(ref _lease, 0);
        _sources.Clear();
        _publishProblem = null;
        _feedback = null;
    }

    public void StoreAnswered(DateTimeOffset at)
    {
        Volatile.Write(ref _turnedAtTicks, at.UtcTicks);
        _hasAnswered = true;
        _storeProblem = null;
    }

    public void StoreAway(string why, DateTimeOffset at)
    {
        Volatile.Write(ref _turnedAtTicks, at.UtcTicks);
        _storeProblem = why;
    }

    public void Published(long version)
    {
        Volatile.Write(ref _version, version);
        _publishProblem = null;
    }

    public void PublishFailed(string why) => _publishProblem = why;

    /// <param name="name">Of the source.</param>
    /// <param name="known">When it was fetched last, if ever.</param>
    /// <param name="alarmAge">When it alarms.</param>
    public void Watch(string name, WatchedSource known, TimeSpan alarmAge) =>
        _sources[name] = new SourceState(known.FetchedAt ?? known.Since, alarmAge, null)
        {
            IsFetched = known.FetchedAt is not null,
        };

    public void Fetched(string name, DateTimeOffset at) =>
        Change(name, known => known with { Since = at, IsFetched = true, Problem = null });

    public void FetchFailed(string name, string why) => Change(name, known => known with { Problem = why });

    /// <summary>Feedback is read from now on.</summary>
    public void WatchFeedback(DateTimeOffset at) => _feedback = new FeedbackState(at, IsRead: false, null);

    public void FeedbackRead(DateTimeOffset at) => _feedback = new FeedbackState(at, IsRead: true, null);

    public void FeedbackFailed(string why) => _feedback = _feedback is { } known ? known with { Problem = why } : null;

    private void Change(string name, Func<SourceState, SourceState> change)
    {
        if (_sources.TryGetValue(name, out var known))
        {
            _ = _sources.TryUpdate(name, change(known), known);
        }
    }
}

/// <summary>One source.</summary>
/// <param name="Since">Its last success; before the first one, when it was first to be fetched.</param>
/// <param name="AlarmAge">Older than this, it alarms.</param>
/// <param name="Problem">Why the last fetch failed; null: it did not.</param>
internal sealed record SourceState(DateTimeOffset Since, TimeSpan AlarmAge, string? Problem)
{
    /// <summary>It was fetched once.</summary>
    public bool IsFetched { get; init; }
}

/// <summary>Reading what reviewers say.</summary>
/// <param name="Since">When it was read last; before the first time, when this instance began to.</param>
/// <param name="IsRead">It was read once.</param>
/// <param name="Problem">Why the last reading failed; null: it did not.</param>
internal sealed record FeedbackState(DateTimeOffset Since, bool IsRead, string? Problem);
