using System.Diagnostics;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policies;
using ScanWorker.Pipeline.Ports;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline;

/// <summary>
/// From a record to the events it leads to: a verdict with what it calls for, or a dead letter. Thread-safe.
/// </summary>
public sealed class RecordJudge
{
    private readonly IUploadEventReader _reader;
    private readonly IUploadScanner _scanner;
    private readonly EventComposer _composer;
    private readonly TimeProvider _clock;
    private readonly ScanMetrics _metrics;
    private readonly ShortIds _shortIds;

    internal RecordJudge(
        IUploadEventReader reader, IUploadScanner scanner, EventComposer composer, TimeProvider clock,
        ScanMetrics metrics,
        ShortIds shortIds)
    {
        (_reader, _scanner, _composer, _clock, _metrics, _shortIds) = (
            reader, scanner, composer, clock, metrics, shortIds);
    }

    /// <returns>At least one event.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>; the record has no outcome.</exception>
    public async ValueTask<IReadOnlyList<OutboundEvent>> JudgeAsync(InboundRecord inbound, CancellationToken stopping)
    {
        var started = _clock.GetTimestamp();
        var reading = _reader.Read(inbound);
        var context = reading is UploadReading.Upload { Event.Context: { } own } ? own : EventContext.None;
        using var span = ScanTracing.Process(inbound, context);
        var events = reading switch
        {
            UploadReading.Upload upload => await JudgeAsync(inbound, upload.Event, span, stopping),
            UploadReading.Malformed malformed => [DeadLetter(inbound, malformed)],
            _ => throw new UnreachableException(),
        };
        _metrics.Processed(inbound.Position.TopicPartition.Topic, _clock.GetElapsedTime(started));
        var origin = new EventOrigin(inbound.Timestamp, span?.Context ?? default);
        return [events[0] with { Origin = origin }, .. events.Skip(1)];
    }

    private async ValueTask<IReadOnlyList<OutboundEvent>> JudgeAsync(
        InboundRecord inbound, UploadEvent upload, Activity? process, CancellationToken stopping)
    {
        var result = await _scanner.ScanAsync(upload, stopping);
        ScanTracing.Describe(process, result);
        process?.SetTag("scanworker.upload.short_id", _shortIds.Of(upload.UploadId));
        using var emit = ScanTracing.Emit();
        return _composer.Compose(inbound, upload with { Context = ScanTracing.Onward(upload.Context) }, result);
    }

    private OutboundEvent DeadLetter(InboundRecord inbound, UploadReading.Malformed malformed)
    {
        _metrics.DeadLettered(malformed.Code);
        return DeadLetterComposer.Compose(inbound, malformed, _clock.GetUtcNow());
    }
}
