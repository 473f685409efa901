using System.Globalization;
using ScanWorker.Testing;

namespace ScanWorker.Tests.Decoding;

/// <summary>The ffmpeg processes of this very test process that have been launched into their cage.</summary>
internal static class FfmpegProcesses
{
    public static IReadOnlyList<int> Ids =>
    [
        .. from folder in Directory.EnumerateDirectories("/proc")
           where int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)
           where Read(folder, "cmdline").Split('\0') is [TestVideos.Ffmpeg, "-nostdin", ..]
               && StatusOf(folder, "PPid") == Environment.ProcessId.ToString(CultureInfo.InvariantCulture)
           select int.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture),
    ];

    /// <summary>What the kernel says of a process, or of a thread, by its folder.</summary>
    public static string? StatusOf(string folder, string name) => Read(folder, "status").Split('\n')
        .FirstOrDefault(line => line.StartsWith(name + ":", StringComparison.Ordinal))?[(name.Length + 1)..].Trim();

    private static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
