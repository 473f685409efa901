using System.Globalization;
using System.Text;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>What stands before the pixels of a picture in PAM: lines of text, the last of which is
/// <c>ENDHDR</c>.</summary>
/// <param name="Width">1 to <see cref="SideMax"/>.</param>
/// <param name="Height">The same.</param>
internal sealed record PamHeader(int Width, int Height)
{
    /// <summary>Longest side of a frame; ffmpeg scales down to it. PDQ does the same, though coarsely.</summary>
    public const int SideMax = 512;

    /// <summary>Red, green, blue and opacity.</summary>
    public const int BytesPerPixel = 4;

    private const int HeaderBytesMax = 200;

    /// <summary>Reads up to the first pixel.</summary>
    /// <param name="stream">Of pictures one after the other.</param>
    /// <param name="isCut">The stream ends within the header, or this is none of ours.</param>
    /// <returns>Null at the end of the stream.</returns>
    public static PamHeader? Read(Stream stream, out bool isCut)
    {
        var text = new StringBuilder(HeaderBytesMax);
        for (var next = stream.ReadByte(); next >= 0; next = stream.ReadByte())
        {
            text.Append((char)next);
            if (next == '\n' && text.ToString().EndsWith("ENDHDR\n", StringComparison.Ordinal))
            {
                var header = Parse(text.ToString());
                isCut = header is null;
                return header ?? new PamHeader(1, 1);
            }

            if (text.Length == HeaderBytesMax)
            {
                break;
            }
        }

        isCut = text.Length > 0;
        return isCut ? new PamHeader(1, 1) : null;
    }

    private static PamHeader? Parse(string text)
    {
        var lines = text.Split('\n');
        var (width, height) = (NumberOf(lines, "WIDTH "), NumberOf(lines, "HEIGHT "));
        return lines[0] == "P7" && NumberOf(lines, "DEPTH ") == BytesPerPixel
            && NumberOf(lines, "MAXVAL ") == byte.MaxValue
            && width is >= 1 and <= SideMax && height is >= 1 and <= SideMax
                ? new PamHeader(width, height)
                : null;
    }

    private static int NumberOf(string[] lines, string name) =>
        lines.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal)) is { } line
        && int.TryParse(line.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;
}
