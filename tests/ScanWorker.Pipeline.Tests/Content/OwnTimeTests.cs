using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Tests.Content;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OwnTimeTests : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);
    private readonly StoppableClock _clock = new();
    private readonly OwnTime _own;

    public OwnTimeTests() => _own = new OwnTime(_clock);

    public void Dispose() => _own.Dispose();

    [Test]
    public void Deadline_TheProcessRuns_EndsInTime()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10), _own);

        Pass(TimeSpan.FromSeconds(9.9));
        Assert.That(deadline.IsCancellationRequested, Is.False);
        Pass(TimeSpan.FromSeconds(0.2));
        Assert.That(deadline.IsCancellationRequested, Is.True);
    }

    [Test]
    public void Deadline_TheProcessWasStopped_HasTheRestOfItsTime()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10), _own);
        Pass(TimeSpan.FromSeconds(4));

        _clock.Stop(TimeSpan.FromMinutes(5));
        Pass(TimeSpan.FromSeconds(4));
        Assert.That(deadline.IsCancellationRequested, Is.False);
        Pass(TimeSpan.FromSeconds(2.2));
        Assert.That(deadline.IsCancellationRequested, Is.True);
    }

    [Test]
    public void PausableDeadline_StoppedWhileItRuns_CountsWhatWasOurs()
    {
        using var deadline = new PausableDeadline(TimeSpan.FromSeconds(10), _own);
        Pass(TimeSpan.FromSeconds(2));
        _clock.Stop(TimeSpan.FromHours(1));
        Pass(Step);

        Assert.That(deadline.IsOver, Is.False);
        Assert.That(deadline.Left, Is.InRange(TimeSpan.FromSeconds(6.5), TimeSpan.FromSeconds(8)));
    }

    private void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += Step)
        {
            _clock.Advance(Step);
        }
    }

    /// <summary>A clock whose timers are late when it was stopped, and then fire all at once, newest first.</summary>
    private sealed class StoppableClock : FakeTimeProvider
    {
        private readonly List<Timer> _timers = [];
        private TimeSpan _stopped;

        public override long GetTimestamp() =>
            base.GetTimestamp() + (_stopped.Ticks * TimestampFrequency / TimeSpan.TicksPerSecond);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(callback, state, base.CreateTimer(callback, state, dueTime, period))
            {
                IsArmed = dueTime != Timeout.InfiniteTimeSpan,
            };
            _timers.Add(timer);
            return timer;
        }

        public void Stop(TimeSpan time)
        {
            _stopped += time;
            foreach (var timer in _timers.Where(timer => timer.IsArmed).Reverse().ToList())
            {
                timer.Fire();
            }
        }

        private sealed class Timer(TimerCallback callback, object? state, ITimer inner) : ITimer
        {
            public bool IsArmed { get; set; }

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                IsArmed = dueTime != Timeout.InfiniteTimeSpan;
                return inner.Change(dueTime, period);
            }

            public void Fire() => callback(state);

            public void Dispose()
            {
                IsArmed = false;
                inner.Dispose();
            }

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
