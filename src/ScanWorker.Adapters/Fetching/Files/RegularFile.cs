using Microsoft.Win32.SafeHandles;

namespace ScanWorker.Adapters.Fetching.Files;

/// <summary>An open file that knows where it really is. On Linux opening never waits: not for a pipe's other end, nor
/// for a device.</summary>
internal sealed class RegularFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private RegularFile(SafeFileHandle handle, string realPath)
    {
        (_handle, RealPath) = (handle, realPath);
        Length = LengthOf(handle);
    }

    /// <summary>The path with all links followed.</summary>
    public string RealPath { get; }

    /// <summary>Null for a folder, pipe, socket or terminal. A device that can be sought has length zero, so it
    /// counts as empty.</summary>
    public long? Length { get; }

    /// <exception cref="IOException">Not there, or another failure of the file system.</exception>
    /// <exception cref="UnauthorizedAccessException">Not for us.</exception>
    public static RegularFile Open(string path)
    {
        var handle = OperatingSystem.IsLinux() ? LinuxFile.Open(path) : File.OpenHandle(path);
        try
        {
            return new RegularFile(handle, OperatingSystem.IsLinux() ? LinuxFile.PathOf(handle) : FollowLinks(path));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>An absolute path with every link in it followed. What does not exist is taken as it stands.</summary>
    /// <exception cref="IOException">The links go round in a circle.</exception>
    public static string FollowLinks(string path)
    {
        const int LinksMax = 40;
        var links = 0;
        var real = Path.GetPathRoot(path) ?? string.Empty;
        var rest = new Stack<string>(Path.GetRelativePath(real, path).Split(Path.DirectorySeparatorChar).Reverse());
        while (rest.TryPop(out var name))
        {
            var next = Path.GetFullPath(Path.Combine(real, name));
            if (new DirectoryInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > LinksMax)
            {
                throw new IOException("Too many symbolic links.");
            }

            real = Path.IsPathRooted(target) ? Path.GetPathRoot(target) ?? real : real;
            var parts = target.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
            foreach (var part in parts.Reverse())
            {
                rest.Push(part);
            }
        }

        return real;
    }

    public FileStream OpenRead() => new(_handle, FileAccess.Read, bufferSize: 0);

    public void Dispose() => _handle.Dispose();

    private static long? LengthOf(SafeFileHandle handle)
    {
        if ((File.GetAttributes(handle) & FileAttributes.Directory) != 0)
        {
            return null;
        }

        try
        {
            return RandomAccess.GetLength(handle);
        }
        catch (NotSupportedException)
        {
            return null; // It cannot be sought: a pipe, a socket or a terminal.
        }
    }
}
