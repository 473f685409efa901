using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policies;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Pipeline;

/// <summary>From a record to the events it leads to: a verdict with what it calls for, or a dead letter. Thread-safe.</summary>
public sealed class RecordJudge(IUploadEventReader reader, IUploadScanner scanner, EventComposer composer, TimeProvider clock)
{
    /// <returns>At least one event.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="stopping"/>; the record has no outcome.</exception>
    public async ValueTask<IReadOnlyList<OutboundEvent>> JudgeAsync(InboundRecord inbound, CancellationToken stopping)
    {
        switch (reader.Read(inbound))
        {
            case UploadReading.Upload upload:
                var result = await scanner.ScanAsync(upload.Event, stopping);
                return composer.Compose(inbound, upload.Event, result);
            case UploadReading.Malformed malformed:
                return [DeadLetterComposer.Compose(inbound, malformed, clock.GetUtcNow())];
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
