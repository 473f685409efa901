using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Canary;

/// <summary>Runs the canary at start, after each change of hash set or policy, and then again and again.</summary>
internal sealed class CanaryWatch(
    CanaryProbe probe, CanaryCondition condition, HashIndexCell hashSet, PolicyCell policies,
    IOptions<CanaryOptions> options,
    TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private (LoadedHashSet? Set, VerdictPolicy? Policy) _seen;
    private long _ranAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await hashSet.WhenLoaded.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Look, clock);
        do
        {
            await RunIfDueAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>One look at whether a run is due; while the canary fails, each look runs it.</summary>
    internal async Task RunIfDueAsync(CancellationToken stopping)
    {
        if (hashSet.Current is not { } set)
        {
            return;
        }

        var policy = policies.Current;
        var isDue = !ReferenceEquals(set, _seen.Set) || !ReferenceEquals(policy, _seen.Policy)
            || condition.Obstacle is not null
            || clock.GetElapsedTime(_ranAt) >= options.Value.Interval;
        if (isDue)
        {
            // What was proven just before it went live need not be proven again at once.
            var isProven = !ReferenceEquals(set, _seen.Set) && condition.LastProven is { } proven
                && ReferenceEquals(proven.Set, set) && ReferenceEquals(proven.Policy, policy);
            condition.Note(isProven ? null : await probe.RunAsync(set, policy, stopping));
            (_seen, _ranAt) = ((set, policy), clock.GetTimestamp());
        }
    }
}
