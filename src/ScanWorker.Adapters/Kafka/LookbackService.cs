using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Matching;
using ScanWorker.Matching.HashSets;
using ScanWorker.Pipeline.Control;
using ScanWorker.Pipeline.Lookback;
using ScanWorker.Pipeline.Policies;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// After each publish, looks back at past uploads: late blocks and reports for what is new, reversals for what is gone.
/// </summary>
/// <remarks>
/// Each version is looked back from once, by whichever worker comes first: workers fence each other until one is left,
/// and the others look again later, so what a worker leaves behind when it dies is gone on with. A worker that starts
/// looks back from the version that it finds, compared with that version's parent; what had been done of it is not done
/// again.
/// </remarks>
internal sealed class LookbackService(
    IOptions<LookbackOptions> options, IOptions<KafkaOptions> kafka, HashIndexCell cell, PolicyCell policy,
    IHashSetVersions versions,
    LateComposer composer, TimeProvider clock, ILogger<LookbackService> logger,
    ILogger<KafkaVerdictSink> sinkLogger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly LookbackOptions _options = options.Value;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.Enabled)
        {
            return;
        }

        var (done, settledVersion, doneAt) = (0L, 0L, 0L);
        using var timer = new PeriodicTimer(_options.PollInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (cell.Current is not { } now)
            {
                continue;
            }

            if (now.Version == done)
            {
                // Uploads that were under way when the version came were judged by the one before, and are there by
                // now.
                if (settledVersion != done && clock.GetElapsedTime(doneAt) >= Again
                    && await LookBackAsync(now, done, stoppingToken))
                {
                    settledVersion = done;
                }

                continue;
            }

            // Version by version, so that every worker asks the same questions, whichever versions it saw.
            var next = done == 0 ? now.Version : done + 1;
            done = await LookBackAsync(next == now.Version ? now : null, next, stoppingToken) ? next : done;
            doneAt = clock.GetTimestamp();
        }
    }

    /// <returns>False: it must be tried again.</returns>
    private async Task<bool> LookBackAsync(LoadedHashSet? live, long version, CancellationToken stopping)
    {
        try
        {
            var set = live ?? await versions.LoadAsync(version, stopping);
            var parent = set.Manifest.Parent == 0
                ? HashIndex.Empty
                : (await versions.LoadAsync(set.Manifest.Parent, stopping)).Index;
            var added = HashIndex.Build(NewEntries.Between(parent, set.Index));
            var job = string.Create(CultureInfo.InvariantCulture, $"{set.Manifest.Set}-to-{version}");
            logger.LookbackStarted(version, clock.GetUtcNow() - _options.Since, added.EntryCount);
            await RunAsync(
                new AddedLookback(set, added, policy.Current, composer, clock), $"added-{job}", version, stopping);
            await RunAsync(
                new WithdrawnLookback(set, policy.Current, composer, clock), $"withdrawn-{job}", version, stopping);
            return true;
        }
        catch (TwinException)
        {
            logger.LookbackLeft(version);
        }
        catch (HashSetRefusedException problem) when (live is null)
        {
            logger.LookbackDelayed(version, problem.Message); // The store no longer has this version: the next one.
            return true;
        }
        catch (Exception problem) when (
            problem is SourceUnavailableException or HashSetStoreUnavailableException or HashSetRefusedException)
        {
            logger.LookbackDelayed(version, problem.Message);
        }

        await Task.Delay(Again, clock, stopping);
        return false;
    }

    // Kafka's calls block, so each look back has a thread of its own.
    private Task RunAsync(ILookback lookback, string job, long version, CancellationToken stopping) =>
        Task.Factory.StartNew(
        () =>
        {
            using var emitter = new LookbackEmitter(kafka.Value, job, _options.EventsPerSecondMax, clock, sinkLogger);
            emitter.Open(stopping);
            var topic = new LookbackTopic(kafka.Value, lookback, clock);
            topic.Run(clock.GetUtcNow() - _options.Since, emitter, static _ => { }, static (_, _) => { }, stopping);
            logger.LookbackFinished(version, topic.Counts.Uploads, topic.Counts.Findings, topic.Counts.Events);
        },
        stopping, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
