using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Pipeline.Telemetry;

/// <summary>What the loop does, as numbers and log lines.</summary>
internal sealed class LoopMetrics
{
    public const string MeterName = "ScanWorker.Loop";

    private readonly ILogger<LoopMetrics> _logger;
    private readonly Counter<long> _consumed;
    private readonly Counter<long> _sent;
    private readonly Counter<long> _transactions;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _stale;
    private readonly Counter<long> _rebalances;
    private LaneScheduler? _lanes;
    private long _open;
    private long _openBytes;
    private long _lastTurn;

    public LoopMetrics(IMeterFactory meters, ILogger<LoopMetrics> logger)
    {
        _logger = logger;
        var meter = meters.Create(MeterName);
        _consumed = meter.CreateCounter<long>("messaging.client.consumed.messages", "{message}", "Upload records taken.");
        _sent = meter.CreateCounter<long>("messaging.client.sent.messages", "{message}", "Events committed.");
        _transactions = meter.CreateCounter<long>("scanworker.transactions", "{transaction}", "Transactions ended, by outcome.");
        _dropped = meter.CreateCounter<long>("scanworker.uploads.dropped", "{upload}", "Uploads left to another worker at a rebalance.");
        _stale = meter.CreateCounter<long>("scanworker.results.stale", "{result}", "Results of uploads whose partition had gone.");
        _rebalances = meter.CreateCounter<long>("scanworker.rebalances", "{rebalance}", "Changes of assignment, by kind.");
        meter.CreateObservableGauge("scanworker.uploads.in_flight", () => Volatile.Read(ref _open), "{upload}", "Received and not yet committed.");
        meter.CreateObservableGauge("scanworker.bytes.in_flight", () => Volatile.Read(ref _openBytes), "By", "Bytes of those records and their events.");
        meter.CreateObservableGauge("scanworker.lanes.busy", () => _lanes?.Busy ?? 0, "{lane}", "Lanes at work.");
    }

    /// <summary>Timestamp of the poll thread's last turn; 0 before the first.</summary>
    public long LastTurn => Volatile.Read(ref _lastTurn);

    public void Watch(LaneScheduler lanes) => _lanes = lanes;

    public void Turned(long timestamp) => Volatile.Write(ref _lastTurn, timestamp);

    public void Received(InboundRecord inbound) =>
        _consumed.Add(1, new KeyValuePair<string, object?>("messaging.destination.name", inbound.Position.TopicPartition.Topic));

    public void InFlight(int open, long openBytes, LoopOptions limits)
    {
        _ = limits;
        Volatile.Write(ref _open, open);
        Volatile.Write(ref _openBytes, openBytes);
    }

    public void Rebalanced(string kind, int partitions)
    {
        _rebalances.Add(1, new KeyValuePair<string, object?>("kind", kind));
        _logger.PartitionsChanged(partitions, kind);
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

    public void SourceUnavailable(SourceUnavailableException fault) => _logger.SourceUnavailable(fault.Message);

    public void BatchEnded(CommitOutcome outcome, int committed, ImmutableArray<OutboundEvent> events)
    {
        var kind = outcome.GetType().Name.ToLowerInvariant();
        _transactions.Add(1, new KeyValuePair<string, object?>("outcome", kind));
        switch (outcome)
        {
            case CommitOutcome.Committed:
                foreach (var topic in events.GroupBy(outbound => outbound.Topic))
                {
                    _sent.Add(topic.Count(), new KeyValuePair<string, object?>("scanworker.topic", KebabCase.Of(topic.Key)));
                }

                break;
            case CommitOutcome.Aborted aborted:
                _logger.BatchAborted(events.Length, aborted.Cause);
                break;
            case CommitOutcome.Settled settled:
                _logger.BatchSettled(settled.Cause, committed);
                break;
            default:
                _logger.BatchTooLarge(events.Length);
                break;
        }
    }
}
