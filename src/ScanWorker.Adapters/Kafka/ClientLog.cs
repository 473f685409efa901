using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using ScanWorker.Pipeline;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// What librdkafka says, in our log, and what of it is a refusal. Thread-safe: its own threads call it.
/// </summary>
/// <remarks>
/// A client that cannot come in says so at each try, ten times a second: the first is told, the same again only at
/// Debug.
/// </remarks>
internal sealed partial class ClientLog(ILogger logger, TimeProvider clock)
{
    private const int ToldMax = 256;
    private static readonly TimeSpan Forgotten = TimeSpan.FromMinutes(5);
    private readonly ConcurrentDictionary<string, long> _told = new(StringComparer.Ordinal);
    private volatile BrokerRejection? _refusal;

    /// <summary>The last one since <see cref="ForgetRefusal"/>.</summary>
    public BrokerRejection? Refusal => _refusal;

    public void ForgetRefusal() => _refusal = null;

    public void Write(LogMessage message)
    {
        // librdkafka resets an offset by itself and only says so. Without a committed offset that is how a group
        // begins.
        if (message.Facility == "OFFSET" && message.Message.Contains("offset reset", StringComparison.Ordinal)
            && !message.Message.Contains("no previously committed offset", StringComparison.OrdinalIgnoreCase))
        {
            OffsetReset(logger, message.Message);
            return;
        }

        _refusal = BrokerRejection.Of(message) ?? _refusal;
        var level = (LogLevel)message.LevelAs(LogLevelType.MicrosoftExtensionsLogging);
        Tell(level > LogLevel.Warning ? LogLevel.Warning : level, message.Facility, message.Message);
    }

    public void Write(Error error)
    {
        _refusal = BrokerRejection.Of(error) ?? _refusal;
        Tell(error.IsFatal ? LogLevel.Error : LogLevel.Debug, error.Code.ToString(), error.Reason);
    }

    private void Tell(LogLevel level, string facility, string text)
    {
        if (level > LogLevel.Information && !IsNews(facility, text))
        {
            level = LogLevel.Debug;
        }

        ClientMessage(logger, level, facility, text);
    }

    private bool IsNews(string facility, string text)
    {
        var (message, now) = ($"{facility} {BrokerRejection.WithoutTimes(text)}", clock.GetTimestamp());
        if (_told.TryGetValue(message, out var last) && clock.GetElapsedTime(last, now) < Forgotten)
        {
            return false;
        }

        if (_told.Count >= ToldMax)
        {
            _told.Clear();
        }

        _told[message] = now;
        return true;
    }

    [LoggerMessage(
        EventIds.OffsetReset, LogLevel.Error,
        "The group's offset was no longer there, so reading starts at the earliest record; uploads may have been "
            + "lost to retention before they were read: {Detail}")]
    private static partial void OffsetReset(ILogger logger, string detail);

    [LoggerMessage(EventId = EventIds.ClientMessage, Message = "Kafka client: {Facility}: {Text}")]
    private static partial void ClientMessage(ILogger logger, LogLevel level, string facility, string text);
}
