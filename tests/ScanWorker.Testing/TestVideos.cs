using System.Diagnostics;
using System.Globalization;
using ScanWorker.Adapters.Samples;

namespace ScanWorker.Testing;

/// <summary>Videos of scenes of ours, coded by ffmpeg.</summary>
internal static class TestVideos
{
    public const string Ffmpeg = "/usr/bin/ffmpeg";

    private const int FramesPerSecond = 10;

    /// <summary>Codes a film of one scene after the other.</summary>
    /// <param name="extension">Of a file in the container.</param>
    /// <param name="scenes">All of one size; each is shown for so many seconds.</param>
    /// <param name="arguments">Codec and the like, for ffmpeg.</param>
    public static byte[] Film(
        string extension, IReadOnlyList<(SamplePicture Scene, double Seconds)> scenes, params string[] arguments)
    {
        var first = scenes[0].Scene;
        return Run(extension, ["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", $"{first.Width}x{first.Height}",
            "-r", FramesPerSecond.ToString(CultureInfo.InvariantCulture), "-i", "pipe:0", .. arguments], pixels =>
            {
                foreach (var (scene, seconds) in scenes)
                {
                    for (var frame = 0; frame < seconds * FramesPerSecond; frame++)
                    {
                        pixels.Write(scene.Rgb);
                    }
                }
            });
    }

    /// <summary>Codes what ffmpeg makes up itself.</summary>
    /// <param name="extension">Of a file in the container.</param>
    /// <param name="source">For its virtual input device.</param>
    /// <param name="arguments">Codec and the like.</param>
    public static byte[] Generated(string extension, string source, params string[] arguments) =>
        Run(extension, ["-f", "lavfi", "-i", source, .. arguments], _ => { });

    /// <summary>Has ffmpeg make another file of a video.</summary>
    /// <param name="video">Of a container that its first bytes tell.</param>
    /// <param name="extension">Of a file in the new container.</param>
    /// <param name="seek">Where to begin.</param>
    /// <param name="arguments">Codec and the like.</param>
    public static byte[] Again(byte[] video, string extension, TimeSpan seek, params string[] arguments)
    {
        var source = Path.Combine(Path.GetTempPath(), $"scanworker-{Guid.NewGuid():N}.video");
        try
        {
            File.WriteAllBytes(source, video);
            return Run(
                extension,
                ["-ss", seek.TotalSeconds.ToString(CultureInfo.InvariantCulture), "-i", source, .. arguments],
                _ => { });
        }
        finally
        {
            File.Delete(source);
        }
    }

    private static byte[] Run(string extension, IReadOnlyList<string> arguments, Action<Stream> write)
    {
        var path = Path.Combine(Path.GetTempPath(), $"scanworker-{Guid.NewGuid():N}.{extension}");
        try
        {
            using var process = Process.Start(new ProcessStartInfo(
                Ffmpeg, ["-loglevel", "error", "-y", .. arguments, "-bitexact", path])
            {
                RedirectStandardInput = true,
                RedirectStandardError = true,
            }) ?? throw new InvalidOperationException("ffmpeg was not started.");
            write(process.StandardInput.BaseStream);
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0
                ? File.ReadAllBytes(path)
                : throw new InvalidOperationException($"ffmpeg did not make the video: {errors}");
        }
        finally
        {
            File.Delete(path);
        }
    }
}
