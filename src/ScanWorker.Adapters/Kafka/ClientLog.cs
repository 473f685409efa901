using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Adapters.Kafka;

/// <summary>What librdkafka says, in our log. Called by its own threads.</summary>
internal static partial class ClientLog
{
    public static void Write(ILogger logger, LogMessage message)
    {
        // librdkafka resets an offset by itself and only says so. Without a committed offset that is how a group begins.
        if (message.Facility == "OFFSET" && message.Message.Contains("offset reset", StringComparison.Ordinal)
            && !message.Message.Contains("no previously committed offset", StringComparison.OrdinalIgnoreCase))
        {
            logger.OffsetReset(message.Message);
            return;
        }

        var level = (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging);
        logger.ClientMessage(level > LogLevel.Warning ? LogLevel.Warning : level, message.Facility, message.Message);
    }

    public static void Write(ILogger logger, Error error) =>
        logger.ClientMessage(error.IsFatal ? LogLevel.Error : LogLevel.Debug, error.Code.ToString(), error.Reason);

    [LoggerMessage(EventIds.OffsetReset, LogLevel.Error, "The group's offset was no longer there, so reading starts at the earliest record; uploads may have been lost to retention before they were read: {Detail}")]
    private static partial void OffsetReset(this ILogger logger, string detail);

    [LoggerMessage(EventId = EventIds.ClientMessage, Message = "Kafka client: {Facility}: {Text}")]
    private static partial void ClientMessage(this ILogger logger, LogLevel level, string facility, string text);
}
