using System.Buffers;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Magick;

/// <summary>The pictures of one HEIF or AVIF content: the primary one first, then the others that a viewer can
/// reach.</summary>
internal sealed unsafe class HeifPicture : IDisposable
{
    // The library's limit of one picture, by the side of a square; the order's own limit is looked at before.
    private const int SidePixelsMax = 32_768;

    private readonly MemoryHandle _pin;
    private readonly nint _context;
    private readonly uint[] _ids;

    private HeifPicture(MemoryHandle pin, nint context, uint[] ids) => (_pin, _context, _ids) = (pin, context, ids);

    public int Count => _ids.Length;

    /// <summary>Reads the boxes. Decodes nothing.</summary>
    public static Outcome<HeifPicture> Open(ReadOnlyMemory<byte> content)
    {
        var pin = content.Pin();
        var context = LibHeif.heif_context_alloc();
        LibHeif.heif_context_set_max_decoding_threads(context, 0);
        LibHeif.heif_context_set_maximum_image_size_limit(context, SidePixelsMax);
        var read = LibHeif.heif_context_read_from_memory_without_copy(
            context, (byte*)pin.Pointer, (nuint)content.Length, 0);
        var ids = read.IsOk ? IdsOf(context) : [];
        var picture = new HeifPicture(pin, context, ids);
        if (ids.Length > 0)
        {
            return picture;
        }

        picture.Dispose();
        return read.IsOk ? Damage.Malformed : ReasonOf(read);
    }

    /// <returns>Zeroes if there is no such picture after all.</returns>
    public (int Width, int Height) SizeOf(int index)
    {
        if (!LibHeif.heif_context_get_image_handle(_context, _ids[index], out var handle).IsOk)
        {
            return default;
        }

        var size = (LibHeif.heif_image_handle_get_width(handle), LibHeif.heif_image_handle_get_height(handle));
        LibHeif.heif_image_handle_release(handle);
        return size;
    }

    /// <summary>Decodes a picture, turned as the file wants it.</summary>
    public UnscannableReason? Show(int index, IFrameVisitor visitor)
    {
        var found = LibHeif.heif_context_get_image_handle(_context, _ids[index], out var handle);
        if (!found.IsOk)
        {
            return ReasonOf(found);
        }

        var hasAlpha = LibHeif.heif_image_handle_has_alpha_channel(handle) != 0;
        var decoded = LibHeif.heif_decode_image(
            handle, out var image, LibHeif.ColourSpaceRgb, hasAlpha ? LibHeif.ChromaRgba : LibHeif.ChromaRgb, 0);
        try
        {
            if (!decoded.IsOk)
            {
                return ReasonOf(decoded);
            }

            var pixels = HeifRows.Of(image, hasAlpha ? PixelLayout.Rgba32 : PixelLayout.Rgb24);
            if (pixels is null)
            {
                return Damage.Undecodable;
            }

            FrameShow.Show(pixels, index, visitor);
            return null;
        }
        finally
        {
            if (image != 0)
            {
                LibHeif.heif_image_release(image);
            }

            LibHeif.heif_image_handle_release(handle);
        }
    }

    public void Dispose()
    {
        LibHeif.heif_context_free(_context);
        _pin.Dispose();
    }

    private static uint[] IdsOf(nint context)
    {
        var ids = new uint[Math.Max(0, LibHeif.heif_context_get_number_of_top_level_images(context))];
        fixed (uint* first = ids)
        {
            _ = LibHeif.heif_context_get_list_of_top_level_image_IDs(context, first, ids.Length);
        }

        return LibHeif.heif_context_get_primary_image_ID(context, out var primary).IsOk
            ? [primary, .. ids.Where(id => id != primary)]
            : ids;
    }

    private static UnscannableReason ReasonOf(LibHeif.Error error) =>
        error.IsMemory ? UnscannableCode.DecodeMemory
        : error.IsUnsupported ? new UnscannableReason(UnscannableCode.UnsupportedFormat, "variant")
        : Damage.Undecodable;

    private sealed class HeifRows(byte* first, int stride, int width, int height, PixelLayout layout)
        : PictureRows(width, height, layout)
    {
        private readonly int _rowBytes = width * (layout == PixelLayout.Rgba32 ? 4 : 3);

        public static HeifRows? Of(nint image, PixelLayout layout)
        {
            var first = LibHeif.heif_image_get_plane_readonly(image, LibHeif.ChannelInterleaved, out var stride);
            var width = LibHeif.heif_image_get_width(image, LibHeif.ChannelInterleaved);
            var height = LibHeif.heif_image_get_height(image, LibHeif.ChannelInterleaved);
            return first == null || width < 1 || height < 1 ? null : new HeifRows(first, stride, width, height, layout);
        }

        public override ReadOnlySpan<byte> Row(int y)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)y, (uint)Height);
            return new ReadOnlySpan<byte>(first + ((long)y * stride), _rowBytes);
        }
    }
}
