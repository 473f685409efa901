namespace ScanWorker.Pipeline.Health;

/// <summary>Whether uploads may be judged: only while no condition objects. Thread-safe.</summary>
public sealed class Readiness(IEnumerable<IReadinessCondition> conditions)
{
    private readonly IReadinessCondition[] _conditions = [.. conditions];

    public IReadOnlyList<IReadinessCondition> Conditions => _conditions;

    /// <summary>The first obstacle, or null.</summary>
    public string? Obstacle
    {
        get
        {
            foreach (var condition in _conditions)
            {
                if (condition.Obstacle is { } obstacle)
                {
                    return obstacle;
                }
            }

            return null;
        }
    }
}

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
