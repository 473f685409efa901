using System.Globalization;
using Microsoft.Extensions.Hosting.Systemd;

namespace ScanWorker.Hosting;

/// <summary>
/// Tells systemd's watchdog that the service lives, for as long as it does. Idle where there is no watchdog.
/// </summary>
/// <param name="health">Its liveness.</param>
/// <param name="notifiers">One under systemd, else none.</param>
/// <param name="clock">Measures the interval.</param>
internal sealed class SystemdWatchdog(
    IHealthReport health, IEnumerable<ISystemdNotifier> notifiers, TimeProvider clock) : BackgroundService
{
    private static readonly ServiceState Alive = new("WATCHDOG=1");

    /// <summary>Half of what systemd allows, from its variable; null without a watchdog.</summary>
    internal TimeSpan? Interval { get; init; } = IntervalOf(Environment.GetEnvironmentVariable("WATCHDOG_USEC"));

    internal static TimeSpan? IntervalOf(string? microseconds) =>
        long.TryParse(microseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 1
            ? TimeSpan.FromMicroseconds(number / 2)
            : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (Interval is not { } interval || notifiers.FirstOrDefault() is not { IsEnabled: true } notifier)
        {
            return;
        }

        using var timer = new PeriodicTimer(interval, clock);
        do
        {
            if (health.Live.All(part => part.Problem is null))
            {
                notifier.Notify(Alive);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
