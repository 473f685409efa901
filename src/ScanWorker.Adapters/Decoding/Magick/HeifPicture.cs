using System.Buffers;
using ScanWorker.Adapters.Decoding.Frames;
using ScanWorker.Adapters.Decoding.Structures;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Magick;

/// <summary>The pictures of one HEIF or AVIF content: the primary one first, then the others that a viewer can
/// reach.</summary>
/// <remarks>Where something is cut by a clean aperture, each picture comes twice, cut and as coded: browsers show all
/// of it, and other viewers what is within.</remarks>
internal sealed unsafe class HeifPicture : IDisposable
{
    // The library's limit of one picture, by the side of a square; the order's own limit is looked at before.
    private const int SidePixelsMax = 32_768;

    private readonly MemoryHandle _pin;
    private readonly nint _context;
    private readonly (uint Id, bool IsAsCoded)[] _looks;

    private HeifPicture(MemoryHandle pin, nint context, (uint Id, bool IsAsCoded)[] looks) =>
        (_pin, _context, _looks) = (pin, context, looks);

    public int Count => _looks.Length;

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
        bool[] ways = content.Span.IndexOf("clap"u8) < 0 ? [false] : [false, true];
        var picture = new HeifPicture(pin, context, [.. ids.SelectMany(id => ways.Select(way => (id, way)))]);
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
        var (id, isAsCoded) = _looks[index];
        if (!LibHeif.heif_context_get_image_handle(_context, id, out var handle).IsOk)
        {
            return default;
        }

        var size = isAsCoded
            ? (LibHeif.heif_image_handle_get_ispe_width(handle), LibHeif.heif_image_handle_get_ispe_height(handle))
            : (LibHeif.heif_image_handle_get_width(handle), LibHeif.heif_image_handle_get_height(handle));
        LibHeif.heif_image_handle_release(handle);
        return size;
    }

    /// <summary>Decodes a picture, turned and cut as the file wants it, or as coded.</summary>
    /// <returns>Why it is not shown, or not all of it: of a grid, the library leaves out cells that it cannot decode,
    /// and browsers may decode them.</returns>
    public UnscannableReason? Show(int index, IFrameVisitor visitor)
    {
        var (id, isAsCoded) = _looks[index];
        var found = LibHeif.heif_context_get_image_handle(_context, id, out var handle);
        if (!found.IsOk)
        {
            return ReasonOf(found);
        }

        var hasAlpha = LibHeif.heif_image_handle_has_alpha_channel(handle) != 0;
        var options = LibHeif.heif_decoding_options_alloc();
        options->IgnoreTransformations = isAsCoded ? (byte)1 : (byte)0;
        var decoded = LibHeif.heif_decode_image(
            handle, out var image, LibHeif.ColourSpaceRgb, hasAlpha ? LibHeif.ChromaRgba : LibHeif.ChromaRgb, options);
        LibHeif.heif_decoding_options_free(options);
        try
        {
            if (!decoded.IsOk)
            {
                return ReasonOf(decoded);
            }

            var rows = HeifRows.Of(image, hasAlpha ? PixelLayout.Rgba32 : PixelLayout.Rgb24);
            if (rows is null)
            {
                return Damage.Undecodable;
            }

            var isPremultiplied = hasAlpha && LibHeif.heif_image_handle_is_premultiplied_alpha(handle) != 0;
            FrameShow.Show(isPremultiplied ? new DividedRows(rows) : rows, index, visitor);
            return LibHeif.heif_image_get_decoding_warnings(image, 0, 0, 0) > 0 ? Damage.Undecodable : null;
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

    /// <summary>Rows whose colours were multiplied with their opacity, as they were before.</summary>
    private sealed class DividedRows(PictureRows rows) : PictureRows(rows.Width, rows.Height, PixelLayout.Rgba32)
    {
        private readonly byte[] _row = new byte[rows.Width * 4];

        public override ReadOnlySpan<byte> Row(int y)
        {
            rows.Row(y).CopyTo(_row);
            for (var at = 0; at < _row.Length; at += 4)
            {
                var opacity = _row[at + 3];
                for (var colour = at; opacity is > 0 and < byte.MaxValue && colour < at + 3; colour++)
                {
                    var divided = ((_row[colour] * byte.MaxValue) + (opacity / 2)) / opacity;
                    _row[colour] = (byte)Math.Min(byte.MaxValue, divided);
                }
            }

            return _row;
        }
    }

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
