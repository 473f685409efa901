namespace ScanWorker.Pipeline.Replay;

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
