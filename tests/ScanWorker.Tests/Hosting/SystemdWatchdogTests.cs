using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Systemd;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Hosting;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Tests.Hosting;

/// <summary>systemd restarts a worker that a restart helps, and no other.</summary>
[TestFixture]
[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SystemdWatchdogTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    [Test]
    public async Task ExecuteAsync_WorkerThatIsNotLive_IsNotReportedAlive()
    {
        var (clock, sign, notifier) = (new FakeTimeProvider(), new Sign(), new Notifier());
        await using var app = WorkerHost.Build(_ => { }, services => services.AddSingleton<IVitalSign>(sign));
        using var watchdog = new SystemdWatchdog(
            app.Services.GetRequiredService<IHealthReport>(), [notifier], clock)
        { Interval = Interval };
        await watchdog.StartAsync(CancellationToken.None);
        Assert.That(await notifier.Told.WaitAsync(Patience), Is.True, "A worker that has just started lives.");

        (sign.Problem, sign.Read) = ("wedged", new SemaphoreSlim(0));
        clock.Advance(Interval);
        Assert.That(await sign.Read.WaitAsync(Patience), Is.True);
        sign.Problem = null;
        clock.Advance(Interval);

        Assert.That(await notifier.Told.WaitAsync(Patience), Is.True);
        Assert.That(notifier.Times, Is.EqualTo(2));
        await watchdog.StopAsync(CancellationToken.None);
    }

    [TestCase("30000000", 15)]
    [TestCase(null, null)]
    [TestCase("none", null)]
    public void IntervalOf_Variable_IsHalfOfWhatSystemdAllows(string? microseconds, int? seconds) => Assert.That(
        SystemdWatchdog.IntervalOf(microseconds), Is.EqualTo(seconds is { } half ? TimeSpan.FromSeconds(half) : null));

    private sealed class Sign : IVitalSign
    {
        private volatile string? _problem;

        public SemaphoreSlim Read { get; set; } = new(0);

        public string Name => "test";

        public bool IsCuredByRestart => true;

        public string? Problem
        {
            get
            {
                var problem = _problem;
                Read.Release();
                return problem;
            }

            set => _problem = value;
        }
    }

    private sealed class Notifier : ISystemdNotifier
    {
        private int _times;

        public SemaphoreSlim Told { get; } = new(0);

        public int Times => Volatile.Read(ref _times);

        public bool IsEnabled => true;

        public void Notify(ServiceState state)
        {
            Interlocked.Increment(ref _times);
            Told.Release();
        }
    }
}
