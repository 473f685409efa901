namespace ScanWorker.Pipeline.Events;

/// <summary>What travels beside an event's data.</summary>
/// <param name="Id">CloudEvents id, or null where the event was bare JSON.</param>
/// <param name="TraceParent">W3C trace context, or null.</param>
/// <param name="TraceState">W3C trace state, or null.</param>
public sealed record EventContext(string? Id = null, string? TraceParent = null, string? TraceState = null)
{
    public static EventContext None { get; } = new();
}
