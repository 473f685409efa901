namespace ScanWorker.Adapters.Samples;

/// <summary>The canary's known scene in every format that is decoded, embedded in this assembly: what a decoder process
/// proves its decoders with.</summary>
/// <remarks>
/// The foreign ones were made from <c>known.png</c>: HEIC and AVIF by libheif 1.15 (<c>heif-enc -q 70</c>), JPEG XL by
/// libjxl 0.7 (<c>-q 85</c>), JPEG 2000 by OpenJPEG 2.5 (<c>-r 12</c>), TIFF and an icon of half the size by
/// ImageMagick 6.9.
/// </remarks>
internal static class EveryFormat
{
    /// <summary>The first is lossless.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Pictures { get; } =
    [
        .. new[]
        {
            "canary/known.png", "canary/known.jpg", "canary/known.gif", "canary/known.webp", "canary/known.bmp",
            "foreign/known.heic", "foreign/known.avif", "foreign/known.jxl", "foreign/known.jp2", "foreign/known.tif",
            "foreign/known.ico",
        }.Select(SampleFiles.Read),
    ];
}
