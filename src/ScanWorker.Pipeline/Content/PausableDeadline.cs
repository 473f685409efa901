namespace ScanWorker.Pipeline.Content;

/// <summary>A deadline that can stand still. For one piece of work, which pauses it from one place at a time.</summary>
public sealed class PausableDeadline : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _expiry;
    private TimeSpan _left;
    private long _runningSince;

    public PausableDeadline(TimeSpan time, TimeProvider clock)
    {
        (_clock, _left, _runningSince) = (clock, time, clock.GetTimestamp());
        _expiry = new CancellationTokenSource(time, clock);
    }

    /// <summary>Cancelled when the time has run out.</summary>
    public CancellationToken Token => _expiry.Token;

    public bool IsOver => _expiry.IsCancellationRequested;

    /// <summary>Time that is left while the deadline runs; never below zero.</summary>
    public TimeSpan Left =>
        _left - _clock.GetElapsedTime(_runningSince) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Stops the time until the result is disposed.</summary>
    public IDisposable Pause()
    {
        _left = Left;
        _expiry.CancelAfter(Timeout.InfiniteTimeSpan);
        return new Pausing(this);
    }

    public void Dispose() => _expiry.Dispose();

    private void Resume()
    {
        _runningSince = _clock.GetTimestamp();
        _expiry.CancelAfter(_left);
    }

    private sealed class Pausing(PausableDeadline deadline) : IDisposable
    {
        public void Dispose() => deadline.Resume();
    }
}
