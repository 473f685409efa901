using System.Collections.Immutable;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Pipeline.Telemetry;

/// <summary>What the loop does, as numbers and log lines. Told by the poll thread alone.</summary>
internal sealed class LoopMetrics
{
    public const string MeterName = "ScanWorker.Loop";

    private readonly LoopState _state;
    private readonly TimeProvider _clock;
    private readonly ILogger<LoopMetrics> _logger;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _rebalances;
    private readonly Histogram<double> _transactionSeconds;
    private readonly Histogram<double> _ageSeconds;
    private Activity? _settling;

    public LoopMetrics(IMeterFactory meters, LoopState state, TimeProvider clock, ILogger<LoopMetrics> logger)
    {
        (_state, _clock, _logger) = (state, clock, logger);
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
        _transactionSeconds = meter.CreateHistogram(
            "scanworker.transaction.duration", "s", "One transaction, by outcome.",
            advice: DurationBuckets.Transaction);
        _ageSeconds = meter.CreateHistogram(
            "scanworker.upload.age", "s", "From an upload record's timestamp to its committed verdict.",
            advice: DurationBuckets.Age);
        meter.CreateObservableGauge(
            "scanworker.upload.oldest_open.age", ReadOldestAge, "s",
            "Age of the oldest upload that was received and not yet committed.");
    }

    public void Turned() => _state.Turned(_clock.GetTimestamp());

    public void Received(InboundRecord inbound) => _consumed.Add(
        1, Messaging("poll", inbound.Position.TopicPartition.Topic));

    public void InFlight(int open, long openBytes, DateTimeOffset? oldest) => _state.InFlight(open, openBytes, oldest);

    public void Assigned(int partitions)
    {
        _state.Assigned(partitions);
        Rebalanced("assigned", partitions);
    }

    public void Revoked(int partitions)
    {
        _state.Revoked(partitions);
        Rebalanced("revoked", partitions);
    }

    public void Lost(int partitions)
    {
        _state.Lost(partitions);
        Rebalanced("lost", partitions);
    }

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
            _ageSeconds.Record(Math.Max(0, (now - origin.RecordedAt).TotalSeconds));
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
            case CommitOutcome.Committed:
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

    private double ReadOldestAge() =>
        _state.Oldest is { } oldest ? Math.Max(0, (_clock.GetUtcNow() - oldest).TotalSeconds) : 0;
}
