using System.Diagnostics;
using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.Loop;

/// <summary>
/// From a record to the events it leads to: a verdict with what it calls for, or a dead letter. Thread-safe.
/// </summary>
public sealed class RecordJudge
{
    private readonly IUploadEventReader _reader;
    private readonly IUploadScanner _scanner;
    private readonly EventComposer _composer;
    private readonly RecordFaults _faults;
    private readonly TimeProvider _clock;
    private readonly ScanMetrics _metrics;
    private readonly ShortIds _shortIds;

    internal RecordJudge(
        IUploadEventReader reader, IUploadScanner scanner, EventComposer composer, RecordFaults faults,
        TimeProvider clock, ScanMetrics metrics, ShortIds shortIds)
    {
        (_reader, _scanner, _composer, _faults) = (reader, scanner, composer, faults);
        (_clock, _metrics, _shortIds) = (clock, metrics, shortIds);
    }

    /// <returns>At least one event, whatever the record is and wherever the worker fails at it.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>; the record has no outcome.</exception>
    public async ValueTask<IReadOnlyList<OutboundEvent>> JudgeAsync(InboundRecord inbound, CancellationToken stopping)
    {
        var started = _clock.GetTimestamp();
        var reading = Read(inbound, stopping);
        var context = reading is UploadReading.Upload { Event.Context: { } own } ? own : EventContext.None;
        using var span = ScanTracing.Process(inbound, context);
        var events = reading switch
        {
            UploadReading.Upload upload => await JudgeAsync(inbound, upload.Event, span, stopping),
            UploadReading.Malformed malformed => [DeadLetter(inbound, malformed)],
            _ => throw new UnreachableException(),
        };
        _metrics.Processed(inbound.Position.TopicPartition.Topic, _clock.GetElapsedTime(started));
        var origin = new EventOrigin(
            inbound.Position.TopicPartition.Topic, inbound.Timestamp, span?.Context ?? default);
        return [events[0] with { Origin = origin }, .. events.Skip(1)];
    }

    /// <summary>Scans the upload of a record again, and composes nothing.</summary>
    /// <param name="inbound">An upload event that has had its verdict.</param>
    /// <param name="uploadId">The upload that it must be of.</param>
    /// <param name="stopping">Shutdown.</param>
    /// <returns>Null when the record holds no such upload.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>.</exception>
    public async ValueTask<ScanResult?> ScanAgainAsync(
        InboundRecord inbound, string uploadId, CancellationToken stopping) =>
        Read(inbound, stopping) is UploadReading.Upload { Event: var upload } && upload.UploadId == uploadId
            ? await ScanAsync(inbound, upload, stopping)
            : null;

    private UploadReading Read(InboundRecord inbound, CancellationToken stopping)
    {
        try
        {
            return _reader.Read(inbound);
        }
        catch (Exception fault) when (_faults.IsOfRecord(fault, stopping))
        {
            _faults.Note(inbound, "read", fault);
            return RecordFaults.Unreadable;
        }
    }

    private async ValueTask<IReadOnlyList<OutboundEvent>> JudgeAsync(
        InboundRecord inbound, UploadEvent upload, Activity? process, CancellationToken stopping)
    {
        var result = await ScanAsync(inbound, upload, stopping);
        ScanTracing.Describe(process, result);
        process?.SetTag("scanworker.upload.short_id", _shortIds.Of(upload.UploadId));
        using var emit = ScanTracing.Emit();
        return Compose(inbound, upload with { Context = ScanTracing.Onward(upload.Context) }, result, stopping);
    }

    private async ValueTask<ScanResult> ScanAsync(
        InboundRecord inbound, UploadEvent upload, CancellationToken stopping)
    {
        try
        {
            return await _scanner.ScanAsync(
                upload with { Flow = inbound.Position.TopicPartition.ToString() }, stopping);
        }
        catch (Exception fault) when (_faults.IsOfRecord(fault, stopping))
        {
            _faults.Note(inbound, "scan", fault);
            return _faults.Unscannable(fault, "scan");
        }
    }

    // A block whose other fields cannot be written is still a block.
    private IReadOnlyList<OutboundEvent> Compose(
        InboundRecord inbound, UploadEvent upload, ScanResult result, CancellationToken stopping)
    {
        var bare = upload with
        {
            Data = new UploadData { UploadId = upload.UploadId, Content = new UploadContent() },
            Context = EventContext.None,
            Ignored = [new IgnoredField("$", "invalid")],
        };
        return Try(() => _composer.Compose(inbound, upload, result))
            ?? Try(() => _composer.Compose(inbound, bare, result))
            ?? Try(() => _composer.Compose(
                inbound, bare, _faults.Unscannable(new InvalidOperationException(), "compose")))
            ?? [DeadLetter(inbound, RecordFaults.Unreadable)];

        IReadOnlyList<OutboundEvent>? Try(Func<IReadOnlyList<OutboundEvent>> compose)
        {
            try
            {
                return compose();
            }
            catch (Exception fault) when (_faults.IsOfRecord(fault, stopping))
            {
                _faults.Note(inbound, "compose", fault);
                return null;
            }
        }
    }

    private OutboundEvent DeadLetter(InboundRecord inbound, UploadReading.Malformed malformed)
    {
        _metrics.DeadLettered(malformed.Code);
        return DeadLetterComposer.Compose(inbound, malformed, _clock.GetUtcNow());
    }
}

/// <summary>
/// What becomes of a record at which the worker failed: its own outcome, never the end of the process.
/// </summary>
internal sealed class RecordFaults(
    HashIndexCell hashSet, PolicyCell policies, TimeProvider clock, ScanMetrics metrics, ILogger<RecordFaults> logger)
{
    /// <summary>
    /// Whether a fault is the record's. Shutdown is not, nor is a worker that may judge nothing.
    /// </summary>
    public bool IsOfRecord(Exception fault, CancellationToken stopping) =>
        hashSet.Current is not null
        && !(fault is OperationCanceledException && stopping.IsCancellationRequested);

    /// <summary>Counts it and says where it was.</summary>
    public void Note(InboundRecord inbound, string stage, Exception fault)
    {
        metrics.InternalError(stage);
        logger.RecordFailed(inbound.Position.ToString(), stage, ScanFault.Describe(fault));
    }

    /// <summary>That the upload could not be looked at.</summary>
    public ScanResult Unscannable(Exception fault, string stage)
    {
        var policy = policies.Current;
        var set = hashSet.Current ?? throw new InvalidOperationException("There is no hash set.");
        return new ScanResult(
            policy.Unscannable(ScanFault.ReasonOf(fault, stage)), set.Version, policy.Version, clock.GetUtcNow(), null);
    }

    /// <summary>That the record could not even be read.</summary>
    public static UploadReading.Malformed Unreadable { get; } = new(
        MalformedCode.InternalError, "The worker failed at this record; its log says where.");
}

/// <summary>What is said of records at which the worker failed.</summary>
internal static partial class RecordFaultsLog
{
    [LoggerMessage(EventIds.RecordFailed, LogLevel.Error,
        "The worker failed at record {Position} in stage {Stage}. The record has an outcome of its own (unscannable: "
            + "internal-error, or a dead letter), and all others go on. {Fault}")]
    internal static partial void RecordFailed(this ILogger logger, string position, string stage, string fault);
}
