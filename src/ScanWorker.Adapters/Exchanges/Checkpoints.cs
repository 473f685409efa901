using System.Globalization;

namespace ScanWorker.Adapters.Exchanges;

/// <summary>Checkpoints as numbers and times.</summary>
internal static class Checkpoints
{
    /// <exception cref="ExchangeException">It is there, and no number.</exception>
    internal static long? Number(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new ExchangeException(ExchangeFault.Content, "A checkpoint is no number.");

    /// <exception cref="ExchangeException">It is there, and no time.</exception>
    internal static DateTimeOffset? Time(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time
        : throw new ExchangeException(ExchangeFault.Content, "A checkpoint is no time.");

    /// <summary>A number of seconds since 1970 as a time.</summary>
    /// <exception cref="ExchangeException">It is there, and no number.</exception>
    internal static DateTimeOffset? Seconds(string? text) => Number(text) is { } seconds ? OfSeconds(seconds) : null;

    /// <summary>Seconds since 1970 as a time; those beyond the calendar are its end.</summary>
    internal static DateTimeOffset OfSeconds(double seconds) =>
        seconds < DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.UnixEpoch.AddSeconds(Math.Max(seconds, 0)) : DateTimeOffset.MaxValue;
}
