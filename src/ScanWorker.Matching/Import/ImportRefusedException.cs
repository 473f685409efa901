namespace ScanWorker.Matching.Import;

/// <summary>A list is refused as a whole: nothing of it is applied. The message says what to do.</summary>
public sealed class ImportRefusedException(string message, ImportCounts counts) : Exception(message)
{
    /// <summary>What the list would have done.</summary>
    public ImportCounts Counts { get; } = counts;

    /// <summary>Where the lines are that were not taken, if there are any.</summary>
    public string? QuarantineFile { get; init; }
}
