using System.Diagnostics;

namespace ScanWorker.Pipeline.Events;

/// <summary>Of which record an event is the outcome, for telemetry: on the first event of each.</summary>
/// <param name="RecordedAt">The record's timestamp.</param>
/// <param name="Trace">The span in which it was judged; default when there was none.</param>
public sealed record EventOrigin(DateTimeOffset RecordedAt, ActivityContext Trace);
