using System.Runtime.InteropServices;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>Files that are there whole or not at all, whatever is killed when.</summary>
internal static class DurableFile
{
    private const int FileTooLarge = 27; // EFBIG

    /// <summary>Writes beside, syncs, then renames over: a reader finds the old file or the new one.</summary>
    /// <exception cref="IOException">There is no room, or the place cannot be written; the old file stays.</exception>
    internal static void Replace(string path, ReadOnlyMemory<byte> bytes)
    {
        Write(path + ".tmp", stream => stream.Write(bytes.Span));
        Rename(path + ".tmp", path);
    }

    /// <summary>Writes a draft and syncs it. It has its final name only after <see cref="Rename"/>.</summary>
    /// <exception cref="IOException">There is no room, or the place cannot be written; nothing is left.</exception>
    internal static void Write(string draft, Action<Stream> write)
    {
        try
        {
            using var file = PrivateFile.Open(draft, FileMode.Create, FileAccess.Write, FileShare.None,
                bufferSize: 1 << 16);
            write(file);
            file.Flush(flushToDisk: true);
        }
        catch (Exception problem) when (problem is IOException or ArgumentOutOfRangeException)
        {
            File.Delete(draft);
            throw Told(problem);
        }
    }

    /// <summary>
    /// What a failing write threw, as what it is: .NET calls a file over the system's limit a wrong argument.
    /// </summary>
    internal static IOException Told(Exception problem) =>
        problem as IOException ?? new IOException("The file is larger than the system allows", FileTooLarge);

    /// <summary>Gives a synced draft its final name, over whatever has it.</summary>
    internal static void Rename(string draft, string path)
    {
        File.Move(draft, path, overwrite: true);
        FolderSync.Run(Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".");
    }
}

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
