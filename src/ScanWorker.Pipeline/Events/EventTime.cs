using System.Globalization;

namespace ScanWorker.Pipeline.Events;

/// <summary>Times as upload services write them, besides RFC 3339.</summary>
internal static class EventTime
{
    // The units of an epoch are told by its size: none of these is a time of the years 1973 to 5138 in two of them.
    private const decimal MillisecondsMin = 100_000_000_000;
    private const decimal MicrosecondsMin = 100_000_000_000_000;
    private const decimal NanosecondsMin = 100_000_000_000_000_000;
    private const decimal EarliestSeconds = 100_000_000;
    private const decimal LatestSeconds = 253_402_300_799;

    /// <summary>Seconds, milliseconds, microseconds or nanoseconds since 1970; null before 1973 and beyond the year
    /// 9999.</summary>
    public static DateTimeOffset? OfEpoch(decimal number)
    {
        var seconds = number >= NanosecondsMin ? number / 1_000_000_000
            : number >= MicrosecondsMin ? number / 1_000_000
            : number >= MillisecondsMin ? number / 1_000
            : number;
        return seconds is >= EarliestSeconds and <= LatestSeconds
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;
    }

    /// <summary>
    /// ISO 8601 with any offset (<c>+0000</c>, <c>+00</c>, none for UTC) and with Java's zone in brackets, or the
    /// date of an HTTP header; null for anything that could be read in two ways.
    /// </summary>
    public static DateTimeOffset? OfText(string text)
    {
        var zone = text.IndexOf('[', StringComparison.Ordinal);
        var plain = (zone > 0 ? text[..zone] : text).Trim();
        var isIso = plain is [>= '0' and <= '9', _, _, _, '-', _, _, '-', ..];
        var isHttp = plain.EndsWith(" GMT", StringComparison.Ordinal);
        return (isIso || isHttp)
            && DateTimeOffset.TryParse(
                plain, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : null;
    }

    /// <summary>A record's timestamp in milliseconds. Brokers before 4.0 take microseconds too: they are
    /// meant.</summary>
    public static DateTimeOffset OfRecord(long milliseconds)
    {
        var (earliest, latest) =
            (DateTimeOffset.MinValue.ToUnixTimeMilliseconds(), DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
        while (milliseconds < earliest || milliseconds > latest)
        {
            milliseconds /= 1_000;
        }

        return DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
    }
}
