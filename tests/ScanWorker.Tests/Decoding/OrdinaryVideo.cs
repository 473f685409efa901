using ScanWorker.Testing;

namespace ScanWorker.Tests.Decoding;

/// <summary>Videos as phones, cameras, browsers, editors and recorders make them, coded by ffmpeg.</summary>
/// <param name="Extension">Of a file in its container.</param>
/// <param name="Coding">For ffmpeg.</param>
/// <param name="Again">Another file made of the first: extension, seconds where to begin, arguments.</param>
internal sealed record OrdinaryVideo(string Extension, string Coding, string? Again = null)
{
    private const string H264 = "-c:v libx264 -preset veryfast -pix_fmt yuv420p";
    private const string H265 = "-c:v libx265 -preset ultrafast -x265-params log-level=none";
    private const string Vp8 = "-c:v libvpx -deadline realtime -cpu-used 8 -b:v 500k";
    private const string Vp9 = "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -b:v 500k";

    private const string Sound = "sine=frequency=440:duration=3";

    public static IReadOnlyList<OrdinaryVideo> All { get; } =
    [
        // H.264 of phones, cameras and editors.
        new("mp4", $"{H264} -c:a aac"),
        new("mp4", $"{H264} -c:a aac -movflags +faststart"),
        new("mp4", $"{H264} -c:a aac -movflags +frag_keyframe+empty_moov+default_base_moof"),
        new("mp4", $"{H264} -c:a aac -movflags +dash"),
        new("mp4", $"{H264} -c:a aac -bf 3 -x264-params b-pyramid=normal:open-gop=1"),
        new("mp4", $"{H264} -c:a aac -profile:v baseline"),
        new("mp4", $"{H264} -c:a aac -intra-refresh 1 -g 30"),
        new("mp4", $"{H264} -c:a aac -x264-params slices=4"),
        new("mp4", $"{H264} -c:a aac -movflags +negative_cts_offsets"),
        new("mp4", $"{H264} -an -video_track_timescale 1000000"),
        new("mp4", $"{H264} -c:a aac -color_range pc"),
        new("mp4", $"{H264} -c:a aac -vf setsar=4/3"),
        new("mp4", $"{H264} -c:a aac -r 24000/1001"),
        new("mp4", $"{H264} -an -r 120"),
        new("mp4", $"{H264} -c:a aac -vf select='not(mod(n,3))+lt(random(0),0.3)' -fps_mode vfr"),
        new("mp4", "-c:v libx264 -preset veryfast -pix_fmt yuv420p10le -c:a aac"),
        new("mp4", "-c:v libx264 -preset veryfast -pix_fmt yuv444p -s 319x179 -c:a aac"),
        new("mp4", "-c:v libx264 -preset veryfast -pix_fmt yuv422p -flags +ilme+ildct -c:a aac"),
        new("mov", $"{H264} -c:a aac"),
        new("mov", $"{H264} -c:a pcm_s16le -timecode 01:00:00:00"),
        new("mkv", $"{H264} -c:a flac"),
        new("mkv", $"{H264} -c:a ac3 -map 0:v -map 1:a -map 1:a"),
        new("flv", $"{H264} -c:a aac"),
        new("flv", $"{H264} -tune zerolatency -c:a libmp3lame"),
        new("ts", $"{H264} -c:a aac"),
        new("ts", $"{H264} -flags +ilme+ildct -c:a ac3"),
        new("avi", $"{H264} -bf 0 -c:a libmp3lame"),

        // As phones write that they were turned, and as editors cut without coding anew.
        new("mp4", $"{H264} -c:a aac", "mp4 0 -c copy -metadata:s:v rotate=90"),
        new("mov", $"{H264} -c:a aac", "mov 0 -c copy -metadata:s:v rotate=180"),
        new("mp4", $"{H264} -c:a aac -g 30", "mp4 1.37 -c copy"),
        new("mp4", $"{H264} -c:a aac -g 30", "mp4 0 -t 1.21 -c copy"),
        new("mkv", $"{H264} -c:a aac -g 30", "mkv 1.37 -c copy"),
        new("webm", $"{Vp9} -g 30 -c:a libopus", "webm 1.37 -c copy"),
        new("ts", $"{H264} -c:a aac", "mp4 0 -c copy"),
        new("avi", "-c:v mpeg4 -q:v 4 -c:a libmp3lame", "mkv 0 -c copy"),
        new("mpg", "-c:v mpeg2video -q:v 4 -c:a mp2", "ts 0 -c copy"),

        // H.265, also with more than eight bits.
        new("mp4", $"{H265} -tag:v hvc1 -c:a aac"),
        new("mp4", $"{H265}:hdr10=1:colorprim=bt2020:transfer=smpte2084 -pix_fmt yuv420p10le -tag:v hvc1 -c:a aac"),
        new("mov", $"{H265} -c:a aac"),
        new("mkv", $"{H265} -c:a aac"),
        new("ts", $"{H265} -c:a aac"),

        // Of the web.
        new("webm", $"{Vp8} -c:a libvorbis"),
        new("webm", $"{Vp8} -auto-alt-ref 1 -lag-in-frames 16 -c:a libopus"),
        new("webm", $"{Vp8} -auto-alt-ref 0 -pix_fmt yuva420p -c:a libopus"),
        new("webm", $"{Vp9} -c:a libopus"),
        new("webm", $"{Vp9} -pix_fmt yuv420p10le -c:a libopus"),
        new("webm", $"{Vp9} -live 1 -c:a libopus"),
        new("mp4", $"{Vp9} -c:a aac"),
        new("mp4", "-c:v libsvtav1 -preset 12 -c:a aac"),
        new("mkv", "-c:v libsvtav1 -preset 12 -c:a libopus"),
        new("webm", "-c:v libaom-av1 -cpu-used 8 -usage realtime -c:a libopus"),
        new("ogv", "-c:v libtheora -q:v 7 -c:a libvorbis"),

        // Older ones.
        new("mp4", "-c:v mpeg4 -q:v 4 -c:a aac"),
        new("3gp", "-s 352x288 -c:v h263 -q:v 4 -ar 8000 -ac 1 -c:a aac"),
        new("avi", "-c:v mpeg4 -vtag DX50 -q:v 4 -bf 2 -flags +qpel -c:a ac3"),
        new("avi", "-c:v libxvid -q:v 4 -c:a libmp3lame"),
        new("avi", "-c:v msmpeg4 -q:v 4 -c:a libmp3lame"),
        new("avi", "-c:v mjpeg -q:v 4 -c:a pcm_s16le"),
        new("avi", "-s 720x576 -r 25 -c:v dvvideo -pix_fmt yuv420p -ar 48000 -ac 2"),
        new("mov", "-c:v prores_ks -c:a pcm_s16le"),
        new("mov", "-c:v mjpeg -q:v 4 -c:a pcm_s16le"),
        new("mpg", "-c:v mpeg1video -q:v 4 -c:a mp2"),
        new("vob", "-f vob -c:v mpeg2video -q:v 4 -c:a ac3"),
        new("ts", "-c:v mpeg2video -q:v 4 -c:a mp2"),
        new("wmv", "-c:v wmv2 -q:v 4 -c:a wmav2"),
        new("flv", "-c:v flv1 -q:v 4 -ar 44100 -c:a libmp3lame"),
    ];

    public byte[] Make()
    {
        var first = TestVideos.Generated(
            Extension, "testsrc2=size=320x180:rate=30:duration=3",
            ["-f", "lavfi", "-i", Sound, .. Coding.Split(' '), "-t", "3"]);
        return Again?.Split(' ') is [var extension, var seek, .. var arguments]
            ? TestVideos.Again(first, extension, TimeSpan.FromSeconds(double.Parse(seek)), arguments)
            : first;
    }

    public override string ToString() => $"{Extension} {Coding}{(Again is null ? "" : $" then {Again}")}";
}
