using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Replay;

/// <summary>A record of a recording, byte for byte as its topic held it.</summary>
/// <param name="Record">What the daemon would read.</param>
/// <param name="Timestamps">Who set its timestamp.</param>
public sealed record RecordedRecord(InboundRecord Record, TimestampKind Timestamps)
{
    public override string ToString() => Record.ToString();
}
