using System.Globalization;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Times as lists write them.</summary>
internal static class ListTimes
{
    private const int TextLengthMax = 64;

    /// <summary>
    /// ISO 8601, also with <c>+0000</c>, without an offset for UTC, with a comma before its fraction; or seconds since
    /// 1970, with a fraction or without.
    /// </summary>
    internal static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset? time)
    {
        time = null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            if (seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            {
                return false;
            }

            time = DateTimeOffset.FromUnixTimeSeconds(seconds);
            return true;
        }

        if (decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var fraction))
        {
            var isInRange = fraction <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();
            time = isInRange ? DateTimeOffset.UnixEpoch.AddTicks((long)(fraction * TimeSpan.TicksPerSecond)) : null;
            return isInRange;
        }

        var comma = text.IndexOf(',');
        Span<char> withPoint = stackalloc char[comma > 0 && text.Length <= TextLengthMax ? text.Length : 0];
        if (!withPoint.IsEmpty)
        {
            text.CopyTo(withPoint);
            withPoint[comma] = '.';
        }

        var isTime = DateTimeOffset.TryParse(
            withPoint.IsEmpty ? text : withPoint,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var read);
        time = isTime ? read : null;
        return isTime;
    }
}
