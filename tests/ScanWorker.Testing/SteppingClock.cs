using System.Threading.Channels;
using Microsoft.Extensions.Time.Testing;

namespace ScanWorker.Testing;

/// <summary>A fake clock that knows what is being waited for, so that a test need not guess when to move it.</summary>
internal sealed class SteppingClock : FakeTimeProvider
{
    private readonly Channel<TimeSpan> _timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _ = _timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>The next timer's time, when there is one.</summary>
    public async Task<TimeSpan> NextTimerAsync() => await _timers.Reader.ReadAsync();

    /// <summary>Waits for the next timer, and lets its time pass.</summary>
    public async Task<TimeSpan> PassNextTimerAsync()
    {
        var due = await NextTimerAsync();
        Advance(due);
        return due;
    }
}
