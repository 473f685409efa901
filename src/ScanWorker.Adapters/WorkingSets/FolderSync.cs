using System.Runtime.InteropServices;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// Makes what was created, renamed or deleted in a folder survive a loss of power: .NET syncs files, not folders.
/// </summary>
internal static partial class FolderSync
{
    // O_DIRECTORY | O_CLOEXEC on Linux, whatever the processor.
    private const int OpenFolderForReading = 0x10000 | 0x80000;

    /// <remarks>Best effort: a file system that cannot sync folders is one that does not need it.</remarks>
    internal static void Run(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var descriptor = Open(folder, OpenFolderForReading);
        if (descriptor >= 0)
        {
            _ = Sync(descriptor);
            _ = Close(descriptor);
        }
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Close(int descriptor);
}
