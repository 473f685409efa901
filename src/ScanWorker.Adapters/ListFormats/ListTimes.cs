using System.Globalization;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Times as lists write them.</summary>
internal static class ListTimes
{
    /// <summary>ISO 8601, also with <c>+0000</c>, without an offset for UTC; or seconds since 1970.</summary>
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

        var isTime = DateTimeOffset.TryParse(
            text,
            CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
            out var read);
        time = isTime ? read : null;
        return isTime;
    }
}
