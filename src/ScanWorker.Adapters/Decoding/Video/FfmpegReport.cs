using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>What ffmpeg says of a video while it decodes it, line by line, each with its level. Text of the video's own
/// is among it, so that only what would not let a video pass is believed.</summary>
internal sealed partial class FfmpegReport
{
    private const int LineBytesMax = 1000;

    private bool _isMapped;

    /// <summary>Letters, digits, dots and hyphens; <c>unknown</c> until it is told.</summary>
    public string Version { get; private set; } = "unknown";

    /// <summary>Size of its pictures; null until it is told.</summary>
    public (int Width, int Height)? Size { get; private set; }

    /// <summary>How many streams of pictures there are.</summary>
    public int Streams { get; private set; }

    /// <summary>Something of it could not be read or decoded.</summary>
    public bool IsDamaged { get; private set; }

    /// <summary>There is nothing in it that this ffmpeg could show: sound alone, or a codec that it has not.</summary>
    public bool HasNoPictures { get; private set; }

    public bool IsOutOfMemory { get; private set; }

    public bool HasTooManyPixels { get; private set; }

    /// <summary>Reads until the other side is closed, however much that is.</summary>
    public void Read(Stream stream)
    {
        var buffer = new byte[4 << 10];
        var line = new StringBuilder(LineBytesMax);
        for (var read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
        {
            foreach (var next in buffer.AsSpan(0, read))
            {
                if (next == '\n')
                {
                    Take(line.ToString());
                    line.Clear();
                }
                else if (line.Length < LineBytesMax)
                {
                    line.Append((char)next);
                }
            }
        }
    }

    /// <summary>Takes note of one line.</summary>
    public void Take(string line)
    {
        if (Failure().IsMatch(line))
        {
            TakeFailure(line);
        }
        else if (Banner().Match(line) is { Success: true } banner)
        {
            Version = new string([.. banner.Groups[1].Value.ToLowerInvariant().Take(20)
                .Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '.' ? letter : '-')]);
        }
        else if (line.StartsWith("[info] Stream mapping:", StringComparison.Ordinal))
        {
            _isMapped = true;
        }
        else if (!_isMapped && Pictures().Match(line) is { Success: true } pictures)
        {
            Streams++;
            Size ??= SizeOf(pictures);
        }
        else
        {
            IsDamaged |= Corruption().IsMatch(line);
        }
    }

    private void TakeFailure(string line)
    {
        IsDamaged = true;
        IsOutOfMemory |= line.Contains("Cannot allocate memory", StringComparison.Ordinal)
            || line.Contains("ailed to allocate", StringComparison.Ordinal)
            || line.Contains("get_buffer() failed", StringComparison.Ordinal);
        HasTooManyPixels |= line.Contains("max pixel count", StringComparison.Ordinal)
            || line.Contains("Picture size", StringComparison.Ordinal);
        HasNoPictures |= line.Contains("matches no streams", StringComparison.Ordinal)
            || (line.Contains("ecoder", StringComparison.Ordinal)
                && line.Contains("not found", StringComparison.OrdinalIgnoreCase));
    }

    private static (int, int)? SizeOf(Match pictures) =>
        int.TryParse(pictures.Groups[1].Value, CultureInfo.InvariantCulture, out var width)
        && int.TryParse(pictures.Groups[2].Value, CultureInfo.InvariantCulture, out var height)
            ? (width, height)
            : null;

    [GeneratedRegex(@"^(\[[^\]]* @ 0x[0-9a-f]+\] )*\[(error|fatal|panic)\] ")]
    private static partial Regex Failure();

    [GeneratedRegex("^.{0,200}\\[warning\\] .{0,200}([Cc]orrupt|is not implemented)")]
    private static partial Regex Corruption();

    [GeneratedRegex("^\\[info\\] ffmpeg version (\\S+)")]
    private static partial Regex Banner();

    [GeneratedRegex(@"^\[info\]   Stream #0:\d+[^ ]*: Video: .*?, (\d{1,6})x(\d{1,6})\b")]
    private static partial Regex Pictures();
}
