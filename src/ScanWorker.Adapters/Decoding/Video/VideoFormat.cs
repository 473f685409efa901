using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>A container that ffmpeg takes apart.</summary>
/// <param name="Name">As it is recognised by its first bytes.</param>
/// <param name="Demuxer">The one of ffmpeg's that may look at it.</param>
internal sealed record VideoFormat(string Name, string Demuxer)
{
    /// <summary>What must be installed beside the program, for people.</summary>
    public const string Needs = "ffmpeg 5.1 or later (Debian: ffmpeg)";

    /// <summary>Every container, in the order of documents. The first is what ffmpeg is proved with.</summary>
    public static IReadOnlyList<VideoFormat> Containers { get; } =
    [
        new("mp4", "mov"), new("quicktime", "mov"), new("matroska", "matroska"), new("avi", "avi"), new("flv", "flv"),
        new("mpeg-ts", "mpegts"), new("mpeg-ps", "mpeg"), new("mpeg-video", "mpegvideo"), new("wmv", "asf"),
        new("ogg", "ogg"),
    ];

    /// <summary>Pictures that go to ffmpeg where they have more frames than the limit.</summary>
    public static IReadOnlyList<VideoFormat> Animations { get; } = [new("gif", "gif"), new("png", "apng")];

    /// <summary>What is left for ffmpeg when the decoders of pictures have spoken; null: nothing.</summary>
    public static VideoFormat? Of(ContentFingerprints prints) => prints.Reason switch
    {
        { Code: UnscannableCode.UnsupportedFormat, Detail: { } name } =>
            Containers.FirstOrDefault(container => container.Name == name),
        { Code: UnscannableCode.TooManyFrames } =>
            Animations.FirstOrDefault(animation => animation.Name == prints.Picture?.Format),
        _ => null,
    };
}
