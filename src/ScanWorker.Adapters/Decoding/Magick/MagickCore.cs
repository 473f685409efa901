using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace ScanWorker.Adapters.Decoding.Magick;

/// <summary>What Magick.NET's native library exports and its interface lacks: a policy that lies in no
/// file.</summary>
[SuppressMessage("Style", "IDE1006", Justification = "The names are ImageMagick's.")]
internal static partial class MagickCore
{
    private const DllImportSearchPath Places = DllImportSearchPath.SafeDirectories;

    [LibraryImport(LibHeif.Library), DefaultDllImportSearchPaths(Places)]
    public static partial nint AcquireExceptionInfo();

    [LibraryImport(LibHeif.Library), DefaultDllImportSearchPaths(Places)]
    public static partial nint DestroyExceptionInfo(nint failure);

    /// <returns>0 where there is another policy already, or it does not parse.</returns>
    [LibraryImport(LibHeif.Library, StringMarshalling = StringMarshalling.Utf8), DefaultDllImportSearchPaths(Places)]
    public static partial int SetMagickSecurityPolicy(string policy, nint failure);
}
