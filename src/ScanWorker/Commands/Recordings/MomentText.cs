using System.Globalization;

namespace ScanWorker.Commands.Recordings;

/// <summary>
/// Points in time as a person names them: <c>2026-11-24T10:00Z</c>, or <c>30d</c>, <c>12h</c>, <c>15m</c> ago.
/// </summary>
internal static class MomentText
{
    public const string Form = "a time such as 2026-11-24T10:00Z, or 30d, 12h, 15m for that long ago";

    /// <summary>The time that an option gives, or null where it is not given.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static DateTimeOffset? Of(string? text, string option, TimeProvider clock) => text is null ? null
        : Parse(text, clock.GetUtcNow()) ?? throw new UsageException($"{option}: '{text}' is not {Form}.");

    public static DateTimeOffset? Parse(string text, DateTimeOffset now)
    {
        if (text.Length > 1
            && int.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            TimeSpan? ago = text[^1] switch
            {
                'd' => TimeSpan.FromDays(Math.Min(number, 36_500)),
                'h' => TimeSpan.FromHours(Math.Min(number, 876_000)),
                'm' => TimeSpan.FromMinutes(Math.Min(number, 52_560_000)),
                _ => null,
            };
            return now - ago;
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out var moment) ? moment.ToUniversalTime() : null;
    }
}
