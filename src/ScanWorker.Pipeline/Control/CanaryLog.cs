using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

internal static partial class CanaryLog
{
    [LoggerMessage(EventIds.CanaryFailed, LogLevel.Error,
        "The worker cannot prove that it finds what is known, so it consumes nothing until it can: {Problem}")]
    internal static partial void CanaryFailed(this ILogger logger, string problem);

    [LoggerMessage(EventIds.CanaryBack, LogLevel.Information, "The canary is seen again; consumption goes on.")]
    internal static partial void CanaryBack(this ILogger logger);
}
