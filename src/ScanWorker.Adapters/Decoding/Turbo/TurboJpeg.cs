using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;

namespace ScanWorker.Adapters.Decoding.Turbo;

/// <summary>The system's libjpeg-turbo, by the TurboJPEG 2 interface that every version since 1.4 has.</summary>
internal static partial class TurboJpeg
{
    private const string Library = "libturbojpeg.so.0";
    private const DllImportSearchPath Places = DllImportSearchPath.SafeDirectories;
    private const int Grey = 6;
    private const int LimitScans = 32_768;
    private const string Unknown = "unknown";

    private static readonly SearchValues<byte> VersionLetters = SearchValues.Create("0123456789."u8);
    private static readonly Lazy<string> Known = new(ReadVersion);

    /// <summary>How the pixels of a JPEG are coded, as libjpeg takes them: it guesses as browsers do.</summary>
    internal enum Colours
    {
        Rgb,
        YCbCr,
        Grey,
        Cmyk,
        Ycck,
    }

    /// <summary>It is installed. Loads it.</summary>
    public static bool IsAvailable { get; } =
        OperatingSystem.IsLinux() && NativeLibrary.TryLoad(Library, typeof(TurboJpeg).Assembly, Places, out _);

    /// <summary>As the library's own text has it; no function of this interface tells it.</summary>
    public static string Version => Known.Value;

    /// <summary>Reads the header.</summary>
    /// <returns>False if the library does not read it.</returns>
    public static unsafe bool TryReadHeader(
        nint decoder, ReadOnlySpan<byte> content, out int width, out int height, out Colours colours)
    {
        fixed (byte* first = content)
        {
            var isRead = tjDecompressHeader3(
                decoder, first, (nuint)content.Length, out width, out height, out _, out var space) == 0;
            colours = (Colours)space;
            return isRead;
        }
    }

    /// <summary>Decodes the luma alone: colours are not even transformed.</summary>
    /// <returns>False if there was as much as a warning. More than 500 scans are an error.</returns>
    public static unsafe bool TryDecodeLuma(
        nint decoder, ReadOnlySpan<byte> content, Span<byte> luma, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(luma.Length, checked(width * height));
        fixed (byte* first = content, pixels = luma)
        {
            return tjDecompress2(
                decoder, first, (nuint)content.Length, pixels, width, width, height, Grey, LimitScans) == 0;
        }
    }

    /// <returns>A decoder for one thread; 0 if there is no memory for one.</returns>
    [LibraryImport(Library, EntryPoint = "tjInitDecompress")]
    [DefaultDllImportSearchPaths(Places)]
    public static partial nint Create();

    [LibraryImport(Library, EntryPoint = "tjDestroy")]
    [DefaultDllImportSearchPaths(Places)]
    public static partial int Destroy(nint decoder);

    private static string ReadVersion()
    {
        if (!IsAvailable)
        {
            return Unknown;
        }

        var path = File.ReadLines("/proc/self/maps").Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .FirstOrDefault(path => path.Contains("libturbojpeg", StringComparison.Ordinal));
        var library = path is null ? [] : File.ReadAllBytes(path).AsSpan();
        var start = library.IndexOf("libjpeg-turbo version "u8);
        if (start < 0)
        {
            return Unknown;
        }

        var version = library[(start + "libjpeg-turbo version ".Length)..];
        var length = version.IndexOfAnyExcept(VersionLetters);
        return length > 0 ? Encoding.ASCII.GetString(version[..length]) : Unknown;
    }

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(Places)]
    private static unsafe partial int tjDecompressHeader3(
        nint decoder, byte* content, nuint length, out int width, out int height, out int subsampling, out int space);

    [LibraryImport(Library)]
    [DefaultDllImportSearchPaths(Places)]
    private static unsafe partial int tjDecompress2(
        nint decoder, byte* content, nuint length, byte* pixels, int width, int pitch, int height, int format,
        int flags);
}
