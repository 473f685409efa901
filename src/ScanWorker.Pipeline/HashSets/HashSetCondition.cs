using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.HashSets;

/// <summary>No upload is judged before a hash set is live.</summary>
internal sealed class HashSetCondition(HashIndexCell cell) : IReadinessCondition
{
    public string Name => "hash-set";

    public string? Obstacle => cell.Current is not null ? null
        : cell.Trouble is { } trouble ? $"No hash set has been loaded: {trouble}"
        : "No hash set has been loaded.";
}
