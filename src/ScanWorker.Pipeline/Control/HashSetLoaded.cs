namespace ScanWorker.Pipeline.Control;

/// <summary>
/// Nothing is consumed while there is no set to match against: silence would pass for "nothing known".
/// </summary>
internal sealed class HashSetLoaded(HashIndexCell cell) : IReadinessCondition
{
    public string Name => "hash-set";

    public string? Obstacle => cell.Current is null ? "No hash set is loaded." : null;
}
