namespace ScanWorker.Pipeline.Control;

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
