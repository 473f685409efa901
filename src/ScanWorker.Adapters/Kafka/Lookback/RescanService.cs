using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Rescans;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Tries uploads again that could not be looked at for a cause that may have passed, and writes a late verdict for
/// each.
/// </summary>
/// <remarks>
/// What it knows of the topic it keeps from turn to turn, and reads only what is new. When something is due it takes
/// its turn with the look-backs, and writes as they do: partition by partition, each read to its end once nobody else
/// decides about it, so what it commits was decided by what the topic says.
/// </remarks>
internal sealed class RescanService(
    IOptions<RescanOptions> options, IOptions<KafkaOptions> kafka, HashIndexCell cell, PolicyCell policy,
    RecordJudge judge, LateComposer composer, RescanMetrics metrics, TimeProvider clock, ILogger<RescanService> logger,
    ILogger<KafkaVerdictSink> sinkLogger) : BackgroundService
{
    private const int EventsPerSecondMax = 1_000_000; // What is scanned one by one needs no brake.
    private static readonly LookbackJob Job = new("rescan", IsExclusive: true);
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly RescanOptions _options = options.Value;
    private readonly RescanPlan _plan = new(options.Value);
    private readonly Dictionary<TopicPartition, long> _read = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!_options.Enabled)
        {
            return;
        }

        while (true)
        {
            // Also behind a long turn: a look back that waits gets its own.
            await Task.Delay(_options.PollInterval, clock, stoppingToken);
            if (cell.Current is not null)
            {
                await TakeTurnAsync(stoppingToken);
            }
        }
    }

    private async Task TakeTurnAsync(CancellationToken stopping)
    {
        try
        {
            await Task.Run(() => Read(new TopicRange(), stopping), stopping); // Kafka's calls block.
            if (_plan.Due(clock.GetUtcNow()) is { Count: > 0 } due)
            {
                using var membership = await LookbackMembership.JoinAsync(kafka.Value, Job, stopping);
                await Task.Run(() => TryAsync(due, stopping), stopping);
            }
        }
        catch (TwinException)
        {
            // Another one looks back or tries again; this one comes later.
        }
        catch (SourceUnavailableException problem)
        {
            logger.RescanDelayed(problem.Message);
        }
    }

    private void Read(TopicRange range, CancellationToken stopping)
    {
        using var topic = new TopicRangeReader(
            kafka.Value, kafka.Value.Topics.Verdicts,
            range with { From = clock.GetUtcNow() - _options.Since, Positions = _read });
        while (!topic.IsAtEnd)
        {
            stopping.ThrowIfCancellationRequested();
            if (topic.Read(Wait) is { } record)
            {
                _read[record.Record.Position.TopicPartition] = record.Record.Position.Offset + 1;
                _plan.Note(record);
            }
        }
    }

    private async Task TryAsync(IReadOnlyList<RescanCandidate> due, CancellationToken stopping)
    {
        LookbackEmitter.EndEarlierRelease(kafka.Value, Job, clock, sinkLogger, stopping);
        using var uploads = new RecordLookup(kafka.Value);
        using var progress = new LookbackProgress(kafka.Value, Job.ProgressGroupOf(kafka.Value));
        var looked = 0;
        foreach (var partition in due.Select(PartitionOf).Distinct())
        {
            looked += await TryAsync(partition, progress, uploads, stopping);
        }

        logger.Rescanned(due.Count, looked, _plan.Waiting - due.Count);
    }

    /// <returns>How many could be looked at.</returns>
    private async Task<int> TryAsync(
        TopicPartition partition, LookbackProgress progress, RecordLookup uploads, CancellationToken stopping)
    {
        using var emitter = new LookbackEmitter(
            kafka.Value, partition, Job, progress, new LookbackPace(EventsPerSecondMax, clock), clock, sinkLogger);
        emitter.Open(stopping);
        Read(
            new TopicRange { Partitions = [partition.Partition], Ends = progress.Ends([partition]) }, stopping);
        var looked = 0;
        foreach (var candidate in _plan.Due(clock.GetUtcNow()).Where(due => PartitionOf(due) == partition))
        {
            if (await ScanAsync(candidate, uploads, stopping) is not { } result)
            {
                _plan.Drop(candidate);
                metrics.Tried("gone");
                continue;
            }

            var events = RescanComposer.Compose(
                composer, candidate, result, bank => policy.Current.BankOf(bank).Reportable);
            var isAlone = emitter.Commit([.. events], candidate.Record.Position.Offset + 1, stopping);
            var isLookedAt = result.Verdict is not Verdict.Unscannable;
            metrics.Tried(isLookedAt ? "looked-at" : "still-unscannable");
            looked += isLookedAt ? 1 : 0;
            if (!isAlone)
            {
                break; // What was decided by somebody else in between is read first.
            }
        }

        return looked;
    }

    private static TopicPartition PartitionOf(RescanCandidate candidate) =>
        candidate.Record.Position.TopicPartition;

    private async ValueTask<ScanResult?> ScanAsync(
        RescanCandidate candidate, RecordLookup uploads, CancellationToken stopping) =>
        uploads.Find(candidate.Upload) is { } record
            ? await judge.ScanAgainAsync(record, candidate.Before.UploadId, stopping)
            : null;
}

internal static partial class RescanLog
{
    [LoggerMessage(EventIds.Rescanned, LogLevel.Information,
        "Tried {Uploads} uploads again that could not be looked at before: {LookedAt} could be now; {Waiting} more wait.")]
    internal static partial void Rescanned(this ILogger logger, int uploads, int lookedAt, int waiting);

    [LoggerMessage(EventIds.RescanDelayed, LogLevel.Warning,
        "Trying again what could not be looked at waits for the next turn: {Problem}")]
    internal static partial void RescanDelayed(this ILogger logger, string problem);
}
