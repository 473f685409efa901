using System.Globalization;
using System.Text;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>When frames are shown, as ffmpeg's filter <c>metadata</c> prints it: a line that ends in <c>pts_time:</c>
/// and seconds, and one with the score of the scene, for each.</summary>
internal sealed class FilmTimes(Stream stream) : IDisposable
{
    private const int LineBytesMax = 200;
    private const string Time = "pts_time:";
    private static readonly double SecondsMax = TimeSpan.FromDays(20).TotalSeconds;

    private readonly BufferedStream _stream = new(stream, 4 << 10);
    private double _last;

    /// <summary>Of the next frame; of the one before where it has no time.</summary>
    /// <returns>From 0, in milliseconds at the finest; null if there are no more.</returns>
    public double? Next()
    {
        while (Line() is { } line)
        {
            var at = line.IndexOf(Time, StringComparison.Ordinal);
            if (at >= 0)
            {
                var number = line.AsSpan(at + Time.Length).Trim();
                return double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
                    && double.IsFinite(seconds)
                    ? _last = Math.Round(Math.Clamp(seconds, 0, SecondsMax), 3)
                    : _last;
            }
        }

        return null;
    }

    public void Dispose() => _stream.Dispose();

    private string? Line()
    {
        var line = new StringBuilder(LineBytesMax);
        for (var next = _stream.ReadByte(); next >= 0; next = _stream.ReadByte())
        {
            if (next == '\n')
            {
                return line.ToString();
            }

            if (line.Length < LineBytesMax)
            {
                line.Append((char)next);
            }
        }

        return null;
    }
}
