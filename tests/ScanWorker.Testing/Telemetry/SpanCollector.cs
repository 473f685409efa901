using System.Collections.Concurrent;
using System.Diagnostics;
using ScanWorker.Pipeline;

namespace ScanWorker.Testing.Telemetry;

/// <summary>Listens to our spans. Listening is process-wide, so a test looks at its own trace.</summary>
internal sealed class SpanCollector : IDisposable
{
    private readonly ConcurrentQueue<Activity> _stopped = new();
    private readonly ActivityListener _listener;

    public SpanCollector()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == ScanTracing.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) =>
                ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public IReadOnlyCollection<Activity> All => [.. _stopped];

    public IReadOnlyList<Activity> Of(ActivityTraceId trace) => [.. _stopped.Where(span => span.TraceId == trace)];

    public void Dispose() => _listener.Dispose();
}
