using System.Globalization;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>What ffmpeg is told: one container, one stream of pictures, some of its frames, as raw pixels.</summary>
internal static class FfmpegArguments
{
    /// <summary>How different a frame must be from the one before it for a change of the scene, 0 to 1.</summary>
    private const string SceneChange = "0.2";

    /// <summary>Where frames have impossible times, one of so many is looked at.</summary>
    private const string FramesApartMax = "60";

    /// <param name="format">Names the one demuxer that may look at the content.</param>
    /// <param name="content">The descriptor to read.</param>
    /// <param name="frames">The descriptor to write frames to.</param>
    /// <param name="times">The descriptor to write their times to.</param>
    /// <param name="framesMax">How many frames at most.</param>
    /// <param name="pixelsMax">Larger frames are not decoded.</param>
    public static IReadOnlyList<string> Of(
        VideoFormat format, int content, int frames, int times, int framesMax, int pixelsMax) =>
    [
        "-nostdin", "-nostats", "-loglevel", "level+info",
        // Orientation is left to the transforms of the hash: turning would cost every frame.
        "-threads", "1", "-filter_threads", "1", "-noautorotate", "-max_pixels", Text(pixelsMax),
        "-f", format.Demuxer, "-protocol_whitelist", "file", "-i", $"/proc/self/fd/{Text(content)}",
        "-map", "0:V:0", "-vf", Filters(times), "-fps_mode", "passthrough", "-frames:v", Text(framesMax),
        "-pix_fmt", "rgba", "-c:v", "pam", "-f", "image2pipe", $"pipe:{Text(frames)}",
    ];

    private static string Filters(int times) =>
        $"select='isnan(prev_selected_t)+gte(t-prev_selected_t,1)+gte(n-prev_selected_n,{FramesApartMax})"
        + $"+gt(scene,{SceneChange})',"
        + $"metadata=mode=print:key=lavfi.scene_score:direct=1:file='pipe\\:{Text(times)}',"
        + $"scale=w='min({PamHeader.SideMax},iw)':h='min({PamHeader.SideMax},ih)'"
        + ":force_original_aspect_ratio=decrease:flags=area";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
