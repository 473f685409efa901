using System.Collections.Immutable;
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
/// It takes its turn with the look-backs, and writes as they do: what it commits was decided by what the topics say,
/// and nobody else has decided in between. What it knows of the topic it keeps from turn to turn, and reads only what
/// is new.
/// </remarks>
internal sealed class RescanService(
    IOptions<RescanOptions> options, IOptions<KafkaOptions> kafka, HashIndexCell cell, PolicyCell policy,
    RecordJudge judge, LateComposer composer, RescanMetrics metrics, TimeProvider clock, ILogger<RescanService> logger,
    ILogger<KafkaVerdictSink> sinkLogger) : BackgroundService
{
    private const string Job = "rescan";
    private const int EventsPerSecondMax = 1_000_000; // What is scanned one by one needs no brake.
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

        using var timer = new PeriodicTimer(_options.PollInterval, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
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
            using var turn = await LookbackTurn.TakeAsync(kafka.Value);
            await Task.Run(() => RunAsync(stopping), stopping); // Kafka's calls block.
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

    private async Task RunAsync(CancellationToken stopping)
    {
        using var emitter = new LookbackEmitter(
            kafka.Value, Job, fromStart: true, EventsPerSecondMax, clock, sinkLogger);
        emitter.Open(stopping);
        var range = new TopicRange { From = clock.GetUtcNow() - _options.Since, Positions = _read };
        using var topic = new TopicRangeReader(
            emitter.Options, kafka.Value.Topics.Verdicts, range);
        while (!topic.IsAtEnd && !stopping.IsCancellationRequested)
        {
            if (topic.Read(Wait) is { } record)
            {
                _read[record.Record.Position.TopicPartition] = record.Record.Position.Offset + 1;
                _plan.Note(record);
            }
        }

        if (_plan.Due(clock.GetUtcNow()) is { Count: > 0 } due)
        {
            await TryAsync(due, emitter, stopping);
        }
    }

    private async Task TryAsync(
        IReadOnlyList<RescanCandidate> due, LookbackEmitter emitter, CancellationToken stopping)
    {
        using var uploads = new RecordLookup(kafka.Value);
        var looked = 0;
        foreach (var candidate in due)
        {
            if (await ScanAsync(candidate, uploads, stopping) is not { } result)
            {
                _plan.Drop(candidate);
                metrics.Tried("gone");
                continue;
            }

            var events = RescanComposer.Compose(
                composer, candidate, result, bank => policy.Current.BankOf(bank).Reportable);
            var position = candidate.Record.Position;
            var next = ImmutableDictionary<TopicPartition, long>.Empty.Add(
                position.TopicPartition, position.Offset + 1);
            var isAlone = emitter.Commit([.. events], next, stopping);
            var isLookedAt = result.Verdict is not Verdict.Unscannable;
            metrics.Tried(isLookedAt ? "looked-at" : "still-unscannable");
            looked += isLookedAt ? 1 : 0;
            if (!isAlone)
            {
                break; // What was decided by somebody else in between is read first.
            }
        }

        logger.Rescanned(due.Count, looked, _plan.Waiting - due.Count);
    }

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
