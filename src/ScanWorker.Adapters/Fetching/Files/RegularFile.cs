using System.Runtime.InteropServices;
using System.Runtime.Versioning;
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
