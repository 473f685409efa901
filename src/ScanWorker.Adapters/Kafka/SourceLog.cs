using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Adapters.Kafka;

internal static partial class SourceLog
{
    [LoggerMessage(EventIds.FetcherStuck, LogLevel.Warning, "Partition {Partition} was assigned and nothing of it is fetched, a fault of the client's: it is made anew.")]
    internal static partial void FetcherStuck(this ILogger logger, int partition);
}
