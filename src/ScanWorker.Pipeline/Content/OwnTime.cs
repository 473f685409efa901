namespace ScanWorker.Pipeline.Content;

/// <summary>
/// The time in which this process could have worked: while it, or the machine, is stopped, the clock stands still. For
/// deadlines that judge somebody else, who must not pay for a pause of ours.
/// </summary>
/// <remarks>
/// A beat is noted four times a second; of a longer gap between two beats, a second counts. A process that gets no
/// processor for seconds counts as stopped, too. Timers that repeat are the underlying clock's. Thread-safe.
/// </remarks>
internal sealed class OwnTime : TimeProvider, IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan GapMax = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly TimeProvider _clock;
    private readonly ITimer _beats;
    private TimeSpan _own;
    private long _lastBeat;

    public OwnTime(TimeProvider clock)
    {
        (_clock, _lastBeat) = (clock, clock.GetTimestamp());
        _beats = clock.CreateTimer(_ => Note(), null, Beat, Beat);
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => _clock.LocalTimeZone;

    /// <summary>The wall clock's: a date is a date.</summary>
    public override DateTimeOffset GetUtcNow() => _clock.GetUtcNow();

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return (_own + SinceLastBeat()).Ticks;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        period == Timeout.InfiniteTimeSpan
            ? new OwnTimer(this, callback, state, dueTime)
            : _clock.CreateTimer(callback, state, dueTime, period);

    public void Dispose() => _beats.Dispose();

    private void Note()
    {
        lock (_gate)
        {
            _own += SinceLastBeat();
            _lastBeat = _clock.GetTimestamp();
        }
    }

    private TimeSpan SinceLastBeat() =>
        _clock.GetElapsedTime(_lastBeat) is var gap && gap < GapMax ? gap : GapMax;

    /// <summary>Fires once; when it finds that the time was not all our own, it waits for the rest.</summary>
    private sealed class OwnTimer : ITimer
    {
        private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

        private readonly Lock _gate = new();
        private readonly OwnTime _time;
        private readonly TimerCallback _callback;
        private readonly object? _state;
        private readonly ITimer _timer;
        private long? _dueAt;

        public OwnTimer(OwnTime time, TimerCallback callback, object? state, TimeSpan dueTime)
        {
            (_time, _callback, _state) = (time, callback, state);
            _timer = time._clock.CreateTimer(_ => Fire(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _ = Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _dueAt = dueTime == Timeout.InfiniteTimeSpan ? null : _time.GetTimestamp() + dueTime.Ticks;
                return _timer.Change(dueTime, Timeout.InfiniteTimeSpan);
            }
        }

        public void Dispose() => _timer.Dispose();

        public ValueTask DisposeAsync() => _timer.DisposeAsync();

        private void Fire()
        {
            lock (_gate)
            {
                if (_dueAt is not { } due)
                {
                    return; // Changed while it was about to fire.
                }

                var left = TimeSpan.FromTicks(due - _time.GetTimestamp());
                if (left >= Least)
                {
                    _ = _timer.Change(left, Timeout.InfiniteTimeSpan);
                    return;
                }

                _dueAt = null;
            }

            _callback(_state);
        }
    }
}
