using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ScanWorker.Adapters.Fetching.Files;

/// <summary>Opens files as .NET cannot: without waiting for what is not a file.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxFile
{
    // As on x64 and arm64 (asm-generic/fcntl.h).
    private const int DoNotWait = 0x800;
    private const int DoNotBecomeTerminal = 0x100;
    private const int CloseOnExec = 0x80000;

    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int NoDevice = 6;
    private const int NoAccess = 13;
    private const int NotAFolder = 20;
    private const int NameTooLong = 36;
    private const int TooManyLinks = 40;

    public static SafeFileHandle Open(string path)
    {
        var descriptor = Open(path, DoNotWait | DoNotBecomeTerminal | CloseOnExec);
        if (descriptor >= 0)
        {
            return new SafeFileHandle(descriptor, ownsHandle: true);
        }

        throw Marshal.GetLastPInvokeError() switch
        {
            NoEntry or NotAFolder or NoDevice or NameTooLong or TooManyLinks => new FileNotFoundException(),
            NoAccess or NotPermitted => new UnauthorizedAccessException(),
            var error => new IOException($"Opening failed with error {error}."),
        };
    }

    /// <summary>Where an open file is, by the kernel's own word.</summary>
    public static string PathOf(SafeFileHandle handle) =>
        new FileInfo($"/proc/self/fd/{handle.DangerousGetHandle()}").LinkTarget
        ?? throw new IOException("The open file has no path.");

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);
}
