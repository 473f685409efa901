namespace ScanWorker.Replay.Recordings;

/// <summary>
/// A clock that shows, within the flow that judges a record, the time at which the record was written. So what a replay
/// gives out depends on the recording alone. Timers and elapsed time are the machine's. Thread-safe.
/// </summary>
public sealed class RecordClock : TimeProvider
{
    private readonly AsyncLocal<DateTimeOffset?> _now = new();

    /// <summary>Sets the time for the caller's flow and what it starts.</summary>
    public void ShowIn(DateTimeOffset time) => _now.Value = time;

    public override DateTimeOffset GetUtcNow() => _now.Value ?? base.GetUtcNow();
}
