namespace ScanWorker.Replay.Recordings;

/// <summary>What came of one line of recorded verdicts.</summary>
/// <param name="Line">From 1.</param>
/// <param name="Partition">Of the verdict.</param>
/// <param name="Offset">Of the verdict.</param>
internal readonly record struct LineReading<TResult>(long Line, int Partition, long Offset)
    where TResult : class
{
    /// <summary>Why the line is no record; null when it is one.</summary>
    public RecordingFault? Fault { get; init; }

    /// <summary>The line holds a verdict.</summary>
    public bool IsVerdict { get; init; }

    /// <summary>The verdict lists fewer hashes or matches than there were.</summary>
    public bool IsCapped { get; init; }

    /// <summary>Null where nothing came of it.</summary>
    public TResult? Result { get; init; }
}
