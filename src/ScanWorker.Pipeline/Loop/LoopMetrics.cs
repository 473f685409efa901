using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.Loop;

/// <summary>What the loop does, as numbers and log lines. Told by the poll thread alone.</summary>
internal sealed class LoopMetrics
{
    public const string MeterName = "ScanWorker.Loop";

    private readonly LoopState _state;
    private readonly TopicRanks _ranks;
    private readonly TimeProvider _clock;
    private readonly ILogger<LoopMetrics> _logger;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _rebalances;
    private readonly Counter<long> _shrunk;
    private readonly Histogram<double> _transactionSeconds;
    private readonly Histogram<double> _ageSeconds;
    private Activity? _settling;

    public LoopMetrics(
        IMeterFactory meters, LoopState state, TopicRanks ranks, TimeProvider clock, ILogger<LoopMetrics> logger)
    {
        (_state, _ranks, _clock, _logger) = (state, ranks, clock, logger);
        var meter = meters.Create(MeterName);
        _consumed = meter.CreateCounter<long>(
            "messaging.client.consumed.messages", "{message}", "Upload records taken.");
        _sent = meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Events committed.");
        _dropped = meter.CreateCounter<long>(
            "scanworker.uploads.dropped", "{upload}", "Uploads left to another worker at a rebalance.");
        _stale = meter.CreateCounter<long>(
            "scanworker.results.stale", "{result}", "Results of uploads whose partition had gone.");
        _rebalances = meter.CreateCounter<long>(
            "scanworker.rebalances", "{rebalance}", "Changes of assignment, by kind.");
        _shrunk = meter.CreateCounter<long>(
            "scanworker.outcomes.shrunk", "{record}",
            "Outcomes that no output topic takes whole, by what became of them: shrunk, or lost to a dead letter.");
        _transactionSeconds = meter.CreateHistogram(
            "scanworker.transaction.duration", "s", "One transaction, by outcome.",
            advice: DurationBuckets.Transaction);
        _ageSeconds = meter.CreateHistogram(
            "scanworker.upload.age", "s", "From an upload record's timestamp to its committed verdict, by rank.",
            advice: DurationBuckets.Age);
        meter.CreateObservableGauge(
            "scanworker.upload.oldest_open.age", ReadOldestAges, "s",
            "Age of the oldest upload that was received and not yet committed, by rank.");
        meter.CreateObservableGauge(
            "scanworker.partitions.paused", () => _state.PartitionsPaused, "{partition}",
            "Live partitions that are not read for now because they fill their share of what is in flight.");
    }

    public void Turned() => _state.Turned(_clock.GetTimestamp());

    public void Received(InboundRecord inbound) => _consumed.Add(
        1, Messaging("poll", inbound.Position.TopicPartition.Topic));

    public void InFlight(UploadRank rank, int open, long openBytes, DateTimeOffset? oldest) =>
        _state.Opened(rank, open, openBytes, oldest);

    public void Assigned(IReadOnlyCollection<TopicPartition> partitions)
    {
        _state.Assigned(partitions.Count);
        _state.Moved(partitions, _clock.GetTimestamp());
        Rebalanced("assigned", partitions.Count);
    }

    public void Revoked(IReadOnlyCollection<TopicPartition> partitions)
    {
        _state.Revoked(partitions.Count);
        _state.Gone(partitions);
        Rebalanced("revoked", partitions.Count);
    }

    public void Lost(IReadOnlyCollection<TopicPartition> partitions)
    {
        _state.Lost(partitions.Count);
        _state.Gone(partitions);
        Rebalanced("lost", partitions.Count);
    }

    public void Committed(IEnumerable<TopicPartition> partitions) => _state.Moved(partitions, _clock.GetTimestamp());

    /// <summary>Past uploads wait by right, and nothing is wrong if none of them is committed.</summary>
    public void BackfillYields() => _state.Moved(
        _state.Moves.Select(move => move.Key).Where(_ranks.IsBackfill), _clock.GetTimestamp());

    public void Dropped(int uploads) => _dropped.Add(uploads);

    public void StaleResult() => _stale.Add(1);

    public void Paused(bool paused)
    {
        if (paused)
        {
            _logger.ConsumptionPaused();
        }
        else
        {
            _logger.ConsumptionResumed();
        }
    }

    /// <summary>One partition, for filling its share. One of the backfill does so all the time.</summary>
    public void Paused(TopicPartition partition, int open, bool paused)
    {
        if (_ranks.IsBackfill(partition))
        {
            return;
        }

        if (paused)
        {
            _logger.PartitionPaused(partition.Topic, partition.Partition, open);
        }
        else
        {
            _logger.PartitionResumed(partition.Topic, partition.Partition, open);
        }
    }

    public void PartitionsPaused(int partitions) => _state.PartitionsPaused = partitions;

    public void SourceUnavailable(SourceUnavailableException fault)
    {
        _state.Troubled(fault.Message);
        _logger.SourceUnavailable(fault.Message);
    }

    /// <summary>A batch is with the committer; <see cref="BatchEnded"/> follows before the next.</summary>
    public void BatchStarted(ImmutableArray<OutboundEvent> events)
    {
        _settling = ScanTracing.Settle(events);
        _state.BatchStarted(_clock.GetTimestamp());
    }

    public void BatchEnded(CommitOutcome outcome, int committed, ImmutableArray<OutboundEvent> events)
    {
        var kind = outcome.GetType().Name.ToLowerInvariant();
        var elapsed = _clock.GetElapsedTime(_state.BatchSince);
        _state.BatchEnded(outcome switch
        {
            CommitOutcome.Aborted aborted => aborted.Cause,
            CommitOutcome.TooLarge => kind,
            CommitOutcome.Settled settled when committed == 0 => settled.Cause, // Not once did it land.
            _ => null,
        });
        using var settling = _settling;
        _settling = null;
        // So that the exemplars of what is recorded now lead to it, and by its links to the uploads.
        Activity.Current = settling;
        _transactionSeconds.Record(elapsed.TotalSeconds, new KeyValuePair<string, object?>("scanworker.outcome", kind));
        settling?.SetTag("scanworker.outcome", kind);
        if (outcome is CommitOutcome.Committed)
        {
            CountCommitted(events);
        }

        Tell(outcome, committed, events.Length);
    }

    /// <summary>The events of one record were too large, and these take their place.</summary>
    public void Shrunk(IReadOnlyList<OutboundEvent> events)
    {
        if (events is not [var first, ..])
        {
            return;
        }

        var isLost = first is { Topic: OutboundTopic.DeadLetters }
            && first.Headers.Any(header => header.Name == DeadLetterComposer.ActionHeader);
        _shrunk.Add(1, new KeyValuePair<string, object?>("scanworker.outcome", isLost ? "lost" : "shrunk"));
        if (isLost)
        {
            _logger.OutcomeLost();
        }
        else
        {
            _logger.OutcomeShrunk(first.Topic, first.Cuts);
        }
    }

    private static TagList Messaging(string operation, string topic) => new()
    {
        { "messaging.system", ScanTracing.MessagingSystem },
        { "messaging.operation.name", operation },
        { "messaging.destination.name", topic },
    };

    private void CountCommitted(ImmutableArray<OutboundEvent> events)
    {
        var now = _clock.GetUtcNow();
        foreach (var origin in events.Select(outbound => outbound.Origin).OfType<EventOrigin>())
        {
            _ageSeconds.Record(
                Math.Max(0, (now - origin.RecordedAt).TotalSeconds), TopicRanks.TagOf(_ranks.Of(origin.Topic)));
        }

        foreach (var topic in events.GroupBy(outbound => outbound.Topic))
        {
            _sent.Add(
                topic.Count(),
                new("messaging.system", ScanTracing.MessagingSystem),
                new("messaging.operation.name", "send"),
                new("scanworker.topic", KebabCase.Of(topic.Key)));
        }
    }

    private void Tell(CommitOutcome outcome, int committed, int events)
    {
        switch (outcome)
        {
            case CommitOutcome.Committed or CommitOutcome.Overtaken: // The sink tells what was read too early.
                break;
            case CommitOutcome.Aborted aborted:
                _logger.BatchAborted(events, aborted.Cause);
                break;
            case CommitOutcome.Settled settled:
                _logger.BatchSettled(settled.Cause, committed);
                break;
            default:
                _logger.BatchTooLarge(events);
                break;
        }
    }

    private void Rebalanced(string kind, int partitions)
    {
        _rebalances.Add(1, new KeyValuePair<string, object?>("scanworker.kind", kind));
        _logger.PartitionsChanged(partitions, kind);
    }

    private IEnumerable<Measurement<double>> ReadOldestAges() => _ranks.All.Select(rank => new Measurement<double>(
        _state.Oldest(rank) is { } oldest ? Math.Max(0, (_clock.GetUtcNow() - oldest).TotalSeconds) : 0,
        TopicRanks.TagOf(rank)));
}

internal static partial class LoopMetricsLog
{
    [LoggerMessage(EventIds.PartitionsChanged, LogLevel.Information, "{Partitions} partitions {Kind}.")]
    internal static partial void PartitionsChanged(this ILogger logger, int partitions, string kind);

    [LoggerMessage(
        EventIds.ConsumptionPaused, LogLevel.Debug, "Consumption pauses until there is room, or nothing objects.")]
    internal static partial void ConsumptionPaused(this ILogger logger);

    [LoggerMessage(EventIds.ConsumptionResumed, LogLevel.Debug, "Consumption resumed.")]
    internal static partial void ConsumptionResumed(this ILogger logger);

    [LoggerMessage(
        EventIds.PartitionPaused, LogLevel.Information,
        "{Topic} partition {Partition} is paused: {Open} of its uploads are in flight, which is its share. The other "
            + "partitions go on.")]
    internal static partial void PartitionPaused(this ILogger logger, string topic, int partition, int open);

    [LoggerMessage(
        EventIds.PartitionResumed, LogLevel.Information,
        "{Topic} partition {Partition} resumed; {Open} of its uploads are still in flight.")]
    internal static partial void PartitionResumed(this ILogger logger, string topic, int partition, int open);

    [LoggerMessage(
        EventIds.SourceUnavailable, LogLevel.Warning, "The broker cannot be read now; no offset moves: {Problem}")]
    internal static partial void SourceUnavailable(this ILogger logger, string problem);

    [LoggerMessage(
        EventIds.BatchAborted, LogLevel.Warning,
        "A transaction of {Events} events was aborted ({Cause}); its results are kept and written again.")]
    internal static partial void BatchAborted(this ILogger logger, int events, string cause);

    [LoggerMessage(
        EventIds.BatchSettled, LogLevel.Warning,
        "A transaction's end was not known ({Cause}); the group says that {Uploads} of its uploads are committed.")]
    internal static partial void BatchSettled(this ILogger logger, string cause, int uploads);

    [LoggerMessage(
        EventIds.BatchTooLarge, LogLevel.Error,
        "The broker refuses one of {Events} events as too large; the upload is found and its event shrunk.")]
    internal static partial void BatchTooLarge(this ILogger logger, int events);

    [LoggerMessage(
        EventIds.OutcomeShrunk, LogLevel.Warning,
        "An event for {Topic} was larger than the broker takes; it is written with less ({Cuts} cuts). Raise "
            + "max.message.bytes of the output topics above that of the upload topic.")]
    internal static partial void OutcomeShrunk(this ILogger logger, OutboundTopic topic, int cuts);

    [LoggerMessage(
        EventIds.OutcomeLost, LogLevel.Error,
        "An upload's verdict is larger than the broker takes, even without all that can be left out: a dead letter "
            + "with its action stands for it. Act on it by hand, and raise max.message.bytes of the output topics.")]
    internal static partial void OutcomeLost(this ILogger logger);
}
