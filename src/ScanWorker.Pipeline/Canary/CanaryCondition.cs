using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Pipeline.Canary;

/// <summary>
/// Nothing is consumed unless the canary was seen lately: a line that finds nothing would pass for "nothing known".
/// </summary>
internal sealed class CanaryCondition(
    IOptions<CanaryOptions> options, TimeProvider clock, ILogger<CanaryCondition> logger) : IReadinessCondition
{
    private readonly TimeSpan _patience = (options.Value.Interval * 3) + options.Value.Deadline;
    private long _lastGood;
    private volatile CanaryProblem? _problem;
    private volatile Proven? _proven;

    public string Name => "canary";

    public string? Obstacle => _problem is { } problem ? problem.Message
        : Volatile.Read(ref _lastGood) is var lastGood && lastGood == 0 ? "The canary has not been seen yet."
        : clock.GetElapsedTime(lastGood) > _patience ? "The canary has not been seen for too long."
        : null;

    /// <summary>
    /// The hash set that was proven last, before it went live, and the policy that was in force then.
    /// </summary>
    public Proven? LastProven
    {
        get => _proven;
        set => _proven = value;
    }

    /// <summary>Notes what a run over the live hash set came to.</summary>
    public void Note(CanaryProblem? problem)
    {
        var before = _problem;
        if (problem is null)
        {
            Volatile.Write(ref _lastGood, clock.GetTimestamp() | 1); // Never 0, which says not yet.
        }

        _problem = problem;
        if (problem is not null && before?.Step != problem.Step)
        {
            logger.CanaryFailed(problem.Message);
        }
        else if (problem is null && before is not null)
        {
            logger.CanaryBack();
        }
    }

    internal sealed record Proven(LoadedHashSet Set, VerdictPolicy Policy);
}

internal static partial class CanaryLog
{
    [LoggerMessage(EventIds.CanaryFailed, LogLevel.Error,
        "The worker cannot prove that it finds what is known, so it consumes nothing until it can: {Problem}")]
    internal static partial void CanaryFailed(this ILogger logger, string problem);

    [LoggerMessage(EventIds.CanaryBack, LogLevel.Information, "The canary is found again; consumption resumed.")]
    internal static partial void CanaryBack(this ILogger logger);
}
