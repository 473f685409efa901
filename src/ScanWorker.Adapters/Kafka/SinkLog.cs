using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline;

namespace ScanWorker.Adapters.Kafka;

internal static partial class SinkLog
{
    [LoggerMessage(
        EventIds.ProducerReplaced, LogLevel.Warning,
        "The transactional producer is replaced ({Cause}); nothing is lost or written twice.")]
    internal static partial void ProducerReplaced(this ILogger logger, string cause);

    [LoggerMessage(
        EventIds.ReadTooEarly, LogLevel.Warning,
        "{Partitions}: reading began before the group's offset; what lies before it has its verdicts and is not judged "
            + "again.")]
    internal static partial void ReadTooEarly(this ILogger logger, string partitions);

    [LoggerMessage(
        EventIds.TransactionLate, LogLevel.Debug, "The transaction coordinator does not answer yet ({Cause}).")]
    internal static partial void TransactionLate(this ILogger logger, string cause);
}
