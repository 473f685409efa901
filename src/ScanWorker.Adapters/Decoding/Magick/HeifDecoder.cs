using ImageMagick;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Magick;

/// <summary>Decodes HEIC, what phones make, and AVIF, with the libheif that Magick.NET brings.</summary>
/// <remarks>Native code that cannot be ended: it belongs into a process that can be killed. Thread-safe.</remarks>
internal sealed class HeifDecoder : IPictureDecoder
{
    // Planes as they are coded, at two bytes a sample where it has more than eight bits, and the pixels made of them.
    private const int BytesPerPixel = 4 + 8;
    private const long WorkBytes = 16 << 20;

    public string Name => "libheif";

    /// <summary>Of the package that the library is part of; it does not tell its own.</summary>
    public string Version { get; } = $"magick.net-{LibraryVersion.Of(typeof(MagickNET))}";

    public bool IsAvailable => MagickLibrary.IsAvailable;

    /// <summary>Reads the boxes of the content.</summary>
    /// <returns>A structure that lists no frames, of the largest picture; or why there is none.</returns>
    public static Outcome<PictureStructure> ReadHeader(ReadOnlyMemory<byte> content)
    {
        var opened = HeifPicture.Open(content);
        if (!opened.TryGet(out var picture))
        {
            return opened.Reason;
        }

        using var owned = picture;
        var (width, height) = (0, 0);
        for (var i = 0; i < picture.Count; i++)
        {
            var size = picture.SizeOf(i);
            (width, height) = (Math.Max(width, size.Width), Math.Max(height, size.Height));
        }

        return width < 1 || height < 1
            ? Damage.Malformed
            : new PictureStructure(
                width, height, picture.Count, ((long)width * height * BytesPerPixel) + content.Length + WorkBytes, []);
    }

    public UnscannableReason? Decode(
        PictureSurvey picture, int framesMax, IFrameVisitor visitor, CancellationToken deadline)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(framesMax, 1);
        var opened = HeifPicture.Open(picture.Content);
        if (!opened.TryGet(out var pictures))
        {
            return opened.Reason;
        }

        using var owned = pictures;
        UnscannableReason? first = null;
        for (var i = 0; i < Math.Min(framesMax, pictures.Count); i++)
        {
            deadline.ThrowIfCancellationRequested();
            var reason = pictures.Show(i, visitor);
            first ??= reason;
        }

        return first;
    }
}
