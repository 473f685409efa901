using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Structures.Jpeg;

/// <summary>All pictures of a JPEG: the first, which browsers show, and those behind its end, which other viewers
/// reach.</summary>
internal static class JpegPictures
{
    private const int FurtherMax = 8;

    /// <summary>Each costs a walk of what follows.</summary>
    private const int AttemptsMax = 32;

    private static ReadOnlySpan<byte> Start => [0xFF, 0xD8, 0xFF];

    public static Outcome<PictureStructure> Read(
        ReadOnlyMemory<byte> content, int framesMax, CancellationToken deadline)
    {
        var (read, end) = JpegStructure.Read(content, walksPixels: framesMax > 0, deadline);
        return read.TryGet(out var first) && first.Damage is null && framesMax > 0
            ? first with { Further = Behind(content, end, deadline) }
            : read;
    }

    // The other pictures of an MPO, a phone's gain map, and whatever else was put behind the end: all begin as a JPEG
    // does.
    private static List<ReadOnlyMemory<byte>> Behind(
        ReadOnlyMemory<byte> content, int position, CancellationToken deadline)
    {
        List<ReadOnlyMemory<byte>> found = [];
        for (var attempt = 0; attempt < AttemptsMax && found.Count < FurtherMax; attempt++)
        {
            var skipped = content.Span[position..].IndexOf(Start);
            if (skipped < 0)
            {
                break;
            }

            deadline.ThrowIfCancellationRequested();
            position += skipped;
            var (read, end) = JpegStructure.Read(content[position..], walksPixels: false, deadline);
            if (read.TryGet(out _))
            {
                found.Add(content.Slice(position, end));
            }

            position += Math.Max(Start.Length, read.TryGet(out _) ? end : 0);
        }

        return found;
    }
}
