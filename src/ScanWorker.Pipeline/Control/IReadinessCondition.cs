namespace ScanWorker.Pipeline.Control;

/// <summary>
/// Something without which no upload may be judged. Asked at every turn of the loop, so it must be quick. Thread-safe.
/// </summary>
public interface IReadinessCondition
{
    /// <summary>In kebab-case, for health answers and metrics.</summary>
    string Name { get; }

    /// <summary>Why consumption must wait, as a sentence; null when it need not.</summary>
    string? Obstacle { get; }
}
