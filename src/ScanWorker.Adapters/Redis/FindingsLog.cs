using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Adapters.Redis;

internal static partial class FindingsLog
{
    [LoggerMessage(EventIds.FindingsWithoutSecret, LogLevel.Warning,
        "Findings:Key is not set and Redis has no password, so whoever reads Redis can tell whether a file that they "
            + "have was uploaded, and whoever writes to it can hide one. Set Findings:Key.")]
    internal static partial void FindingsWithoutSecret(this ILogger logger);
}
