namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// Files and folders that hold hashes, or what is published of them: their owner's alone (0600 in 0700).
/// </summary>
/// <remarks>What is there already keeps the rights that somebody gave it.</remarks>
internal static class PrivateFile
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IOException">It cannot be made.</exception>
    internal static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, Mine | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Opens a file, and makes it if <paramref name="mode"/> does.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal static FileStream Open(
        string path, FileMode mode, FileAccess access, FileShare share, int bufferSize = 4096)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = bufferSize };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = Mine;
        }

        return new FileStream(path, options);
    }
}
