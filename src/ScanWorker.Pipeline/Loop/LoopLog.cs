using Microsoft.Extensions.Logging;

namespace ScanWorker.Pipeline.Loop;

internal static partial class LoopLog
{
    [LoggerMessage(EventIds.LoopWaiting, LogLevel.Warning, "No upload is consumed yet: {Obstacle}")]
    internal static partial void Waiting(this ILogger logger, string obstacle);

    [LoggerMessage(EventIds.LoopJoined, LogLevel.Information, "Joined the consumer group with {Lanes} lanes.")]
    internal static partial void Joined(this ILogger logger, int lanes);

    [LoggerMessage(
        EventIds.LoopDraining, LogLevel.Information,
        "Stopping: what is being scanned is finished and committed within {BudgetSeconds} s.")]
    internal static partial void Draining(this ILogger logger, double budgetSeconds);

    [LoggerMessage(
        EventIds.LoopDrained, LogLevel.Information,
        "Drained; {Open} uploads are left to the next worker, which reads them again.")]
    internal static partial void Drained(this ILogger logger, int open);

    [LoggerMessage(
        EventIds.ProcessEnding, LogLevel.Critical,
        "The process ends; no offset has moved past an upload without verdict, and a restart goes on from there.")]
    internal static partial void Ending(this ILogger logger, Exception fault);
}
