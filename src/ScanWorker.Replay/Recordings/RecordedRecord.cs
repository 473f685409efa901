using ScanWorker.Pipeline.Events;

namespace ScanWorker.Replay.Recordings;

/// <summary>A record of a recording, byte for byte as its topic held it.</summary>
/// <param name="Record">What the daemon would read.</param>
/// <param name="Timestamps">Who set its timestamp.</param>
public sealed record RecordedRecord(InboundRecord Record, TimestampKind Timestamps)
{
    public override string ToString() => Record.ToString();
}

/// <summary>Who set a record's timestamp.</summary>
public enum TimestampKind
{
    /// <summary>Not told.</summary>
    Unknown,

    /// <summary>The producer.</summary>
    Create,

    /// <summary>The broker.</summary>
    LogAppend,
}
