using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline;

namespace ScanWorker.Adapters.Kafka;

internal static partial class SourceLog
{
    [LoggerMessage(
        EventIds.OffsetsPutBack, LogLevel.Warning,
        "The offsets of group {Group} had expired. They are put back behind the last verdict of each partition, and "
            + "reading resumes there: {Offsets}.")]
    internal static partial void OffsetsPutBack(this ILogger logger, string group, string offsets);

    [LoggerMessage(
        EventIds.FetcherStuck, LogLevel.Warning,
        "{Topic} partition {Partition} is assigned, has records, and none is fetched: a fault of the Kafka client, which is "
            + "made anew.")]
    internal static partial void FetcherStuck(this ILogger logger, string topic, int partition);
}
