using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Lookback;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// After each publish, looks back at past uploads, and makes every topic say what the set says of them now.
/// </summary>
/// <remarks>
/// Workers share the partitions of the topic, and what one leaves behind when it dies is gone on with by the others. A
/// worker that starts finds from the broker which version's look back came to its end last; where none is known it
/// begins with the parent of the version that it finds. What has been done is not done again. After entries are
/// released from quarantine, what they softened is looked at too.
/// </remarks>
internal sealed class LookbackService(
    IOptions<LookbackOptions> options, IOptions<KafkaOptions> kafka, HashIndexCell cell, PolicyCell policy,
    IMatchGuard guard, IHashSetVersions versions, LateComposer composer, TimeProvider clock,
    ILogger<LookbackService> logger, ILogger<KafkaVerdictSink> sinkLogger) : BackgroundService
{
    private const int VersionsMax = 20;
    private static readonly LookbackJob ReleasedJob = new("released", IsExclusive: true);
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan AfterOthers = TimeSpan.FromSeconds(10);

    private readonly LookbackOptions _options = options.Value;
    private readonly PastVersions _past = new(versions, logger, VersionsMax);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.Enabled)
        {
            return;
        }

        var (releases, start, done, settled, doneAt) = (guard.Releases, 0L, 0L, 0L, 0L);
        using var timer = new PeriodicTimer(_options.PollInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (cell.Current is not { } now)
            {
                continue;
            }

            if (now.Version != done)
            {
                var from = done == 0 ? await StartAsync(now, stoppingToken) : done;
                if (from is { } known && await LookBackAsync(now, known, JobOf(now.Version), stoppingToken))
                {
                    (start, done, doneAt) = (known, now.Version, clock.GetTimestamp());
                }
            }
            else if (settled != done && clock.GetElapsedTime(doneAt) >= Again)
            {
                // Uploads that were under way when the version came were judged by the one before, and are there by
                // now.
                settled = await LookBackAsync(now, start, JobOf(now.Version), stoppingToken) ? done : settled;
            }
            else if (guard.Releases is var seen && seen != releases
                && await LookBackAsync(now, now.Version, ReleasedJob, stoppingToken))
            {
                releases = seen;
            }
        }
    }

    /// <returns>The version from which to look back; null: it must be tried again.</returns>
    private async Task<long?> StartAsync(LoadedHashSet now, CancellationToken stopping)
    {
        try
        {
            var done = await Task.Run(
                () => LookbackProgress.LastDone(kafka.Value, JobOf, now.Version, VersionsMax), stopping);
            return done ?? Math.Max(now.Version - 1, 0);
        }
        catch (SourceUnavailableException problem)
        {
            logger.LookbackDelayed(now.Version, problem.Message);
            await Task.Delay(Again, clock, stopping);
            return null;
        }
    }

    /// <returns>False: it must be tried again.</returns>
    private async Task<bool> LookBackAsync(LoadedHashSet now, long from, LookbackJob job, CancellationToken stopping)
    {
        try
        {
            // Nothing is loaded before it is ours.
            using var membership = await LookbackMembership.JoinAsync(kafka.Value, job, stopping);
            var added = await NewEntriesAsync(from, now, stopping);
            logger.LookbackStarted(now.Version, clock.GetUtcNow() - _options.Since, added.EntryCount);
            var question = new LookbackQuestion(LookbackKind.Everything, added);
            await RunAsync(
                new Reconciliation(now, question, policy.Current, guard.SofteningOf, composer, clock), membership,
                now.Version, stopping);
            return true;
        }
        catch (TwinException)
        {
            logger.LookbackLeft(now.Version);
            await Task.Delay(AfterOthers, clock, stopping);
            return false;
        }
        catch (Exception problem) when (problem is SourceUnavailableException or HashSetStoreUnavailableException)
        {
            logger.LookbackDelayed(now.Version, problem.Message);
        }

        await Task.Delay(Again, clock, stopping);
        return false;
    }

    private async Task<HashIndex> NewEntriesAsync(long from, LoadedHashSet now, CancellationToken stopping)
    {
        var entries = new NewEntriesBuilder(bank => policy.Current.BankOf(bank).Negative);
        await foreach (var version in _past.Since(from, now, stopping))
        {
            entries.Add(version);
        }

        return entries.Build();
    }

    private LookbackJob JobOf(long version) => new(
        string.Create(CultureInfo.InvariantCulture, $"{cell.Current?.Manifest.Set}-to-{version}"), IsExclusive: false);

    // Kafka's calls block.
    private Task RunAsync(
        Reconciliation lookback, LookbackMembership membership, long version, CancellationToken stopping)
    {
        return Task.Run(RunAsync, stopping);

        async Task RunAsync()
        {
            var writing = new LookbackWriting(membership, _options.EventsPerSecondMax, sinkLogger);
            var topic = new LookbackTopic(kafka.Value, lookback, _options.Lanes, clock);
            await topic.RunAsync(
                clock.GetUtcNow() - _options.Since, writing, static _ => { }, static (_, _) => { }, stopping);
            if (!membership.Job.IsExclusive)
            {
                LookbackEmitter.NoteDone(kafka.Value, membership.Job, clock, sinkLogger, stopping);
            }

            logger.LookbackFinished(
                version, topic.Counts.Uploads, topic.Counts.Partitions, topic.Counts.Findings, topic.Counts.Events);
            if (topic.Counts.PartsUnsearched > 0)
            {
                logger.LookbackPartsUnsearched(version, topic.Counts.PartsUnsearched);
            }
        }
    }
}
