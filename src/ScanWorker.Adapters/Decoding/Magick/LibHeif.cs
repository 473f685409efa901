using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace ScanWorker.Adapters.Decoding.Magick;

/// <summary>libheif, which Magick.NET's native library contains and exports.</summary>
/// <remarks>
/// ImageMagick's own reader of HEIC wants a file, and writes one where it is given memory: content would be on disk,
/// and a process that may not write could read no HEIC. So the same code is called at its own interface.
/// </remarks>
[SuppressMessage("Style", "IDE1006", Justification = "The names are libheif's.")]
internal static unsafe partial class LibHeif
{
    public const int ColourSpaceRgb = 1;
    public const int ChromaRgb = 10;
    public const int ChromaRgba = 11;
    public const int ChannelInterleaved = 10;

    /// <summary>Magick.NET's, with all that it brings.</summary>
    public const string Library = "Magick.Native-Q8-x64.dll";
    private const DllImportSearchPath Places = DllImportSearchPath.SafeDirectories;

    [StructLayout(LayoutKind.Sequential)]
    public readonly struct Error
    {
        private readonly int _code;
        private readonly int _subcode;
        private readonly nint _message;

        public bool IsOk => _code == 0;

        /// <summary>Memory, or a limit of the library's own.</summary>
        public bool IsMemory => _code == 6;

        /// <summary>A file type, codec or feature that it does not have.</summary>
        public bool IsUnsupported => _code is 3 or 4 or 9;
    }

    /// <summary>The start of its options; the library makes them, since later versions have more.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct DecodingOptions
    {
        public byte Version;

        /// <summary>1: neither turned nor cut.</summary>
        public byte IgnoreTransformations;
    }

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial nint heif_context_alloc();

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial void heif_context_free(nint context);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial void heif_context_set_max_decoding_threads(nint context, int threads);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial void heif_context_set_maximum_image_size_limit(nint context, int side);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial Error heif_context_read_from_memory_without_copy(
        nint context, byte* content, nuint length, nint options);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial int heif_context_get_number_of_top_level_images(nint context);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial int heif_context_get_list_of_top_level_image_IDs(nint context, uint* ids, int count);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial Error heif_context_get_primary_image_ID(nint context, out uint id);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial Error heif_context_get_image_handle(nint context, uint id, out nint handle);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial void heif_image_handle_release(nint handle);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial int heif_image_handle_get_width(nint handle);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial int heif_image_handle_get_height(nint handle);

    /// <summary>As coded: before it is turned and cut.</summary>
    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial int heif_image_handle_get_ispe_width(nint handle);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial int heif_image_handle_get_ispe_height(nint handle);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial int heif_image_handle_has_alpha_channel(nint handle);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial int heif_image_handle_is_premultiplied_alpha(nint handle);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial DecodingOptions* heif_decoding_options_alloc();

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial void heif_decoding_options_free(DecodingOptions* options);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial Error heif_decode_image(
        nint handle, out nint image, int colourSpace, int chroma, DecodingOptions* options);

    /// <summary>Counts what was wrong with a picture that was decoded all the same, if asked for none of it.</summary>
    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial int heif_image_get_decoding_warnings(nint image, int first, nint warnings, int count);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial int heif_image_get_width(nint image, int channel);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial int heif_image_get_height(nint image, int channel);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial byte* heif_image_get_plane_readonly(nint image, int channel, out int stride);

    [LibraryImport(Library), DefaultDllImportSearchPaths(Places)]
    public static partial void heif_image_release(nint image);
}
