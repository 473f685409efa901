using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Adapters.Kafka;

internal static partial class SourceLog
{
    [LoggerMessage(
        EventIds.FetcherStuck, LogLevel.Warning,
        "Partition {Partition} is assigned, has records, and none is fetched: a fault of the Kafka client, which is "
            + "made anew.")]
    internal static partial void FetcherStuck(this ILogger logger, int partition);
}
