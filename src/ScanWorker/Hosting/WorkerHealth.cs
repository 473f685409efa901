using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Hosting;

/// <summary>What the worker's health answers are made of. Thread-safe.</summary>
internal sealed class WorkerHealth : IHealthReport
{
    private readonly Readiness _readiness;
    private readonly IVitalSign[] _signs;
    private readonly LoopState _loop;

    /// <param name="readiness">What consumption waits for.</param>
    /// <param name="signs">What is told beside it.</param>
    /// <param name="loop">Once it has begun, the worker has started.</param>
    /// <param name="metrics">Made here, since nobody else needs them: they are read by whoever collects.</param>
    /// <param name="limits">The same.</param>
    public WorkerHealth(
        Readiness readiness, IEnumerable<IVitalSign> signs, LoopState loop, VitalsMetrics metrics, LimitMetrics limits)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        ArgumentNullException.ThrowIfNull(limits);
        (_readiness, _signs, _loop) = (readiness, [.. signs], loop);
    }

    public IReadOnlyList<HealthPart> Live => [.. Signs(ofLiveness: true)];

    public IReadOnlyList<HealthPart> Ready => [.. Conditions(), .. Signs(ofLiveness: false)];

    /// <summary>Once the worker could scan, it has started, whatever comes later.</summary>
    public IReadOnlyList<HealthPart> Started => _loop.Lanes is not null ? [] : [.. Conditions(), Loop()];

    private static HealthPart Loop() => new("loop", "The loop has not begun.");

    private IEnumerable<HealthPart> Conditions() =>
        _readiness.Conditions.Select(condition => new HealthPart(condition.Name, condition.Obstacle));

    private IEnumerable<HealthPart> Signs(bool ofLiveness) =>
        _signs
            .Where(sign => sign.IsCuredByRestart == ofLiveness)
            .Select(sign => new HealthPart(sign.Name, sign.Problem) { Note = sign.Note });
}
