namespace ScanWorker.Matching.Segments;

/// <summary>What entries and withdrawals have both, while a segment is being built.</summary>
internal sealed class KeyColumns
{
    internal NumberList Bank { get; } = new();

    internal NumberList Source { get; } = new();

    internal TextList Text { get; } = new();

    internal int Count => Bank.Count;
}
