using System.Runtime.InteropServices;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>The kernel, without anything in between. Every call returns -1 and sets errno where it fails.</summary>
internal static unsafe partial class LinuxCalls
{
    public const int PrSetParentDeathSignal = 1;
    public const int PrSetDumpable = 4;
    public const int PrSetNoNewPrivileges = 38;
    public const int SignalKill = 9;

    public const int ResourceProcessor = 0;
    public const int ResourceData = 2;
    public const int ResourceCore = 4;
    public const int ResourceFileSize = 1;
    public const int ResourceOpenFiles = 7;

    public const int SetPipeBytes = 1031;

    /// <summary>A system call by its number, for those that the C library has no name for.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial nint SystemCall(nint number, nint a, nint b, nint c, nint d, nint e);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ProcessControl(int option, nuint a, nuint b, nuint c, nuint d);

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int ParentProcessId();

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int SetResourceLimit(int resource, in ResourceLimit limit);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int FileControl(int descriptor, int command, int argument);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MakePipe(int* ends, int flags);

    [LibraryImport(
        "libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int MemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int DeviceControl(int descriptor, nuint request, void* argument);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    public static partial int Execute(byte* path, byte** arguments, byte** environment);

    /// <summary>Soft and hard limit, in the unit of the resource.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public readonly record struct ResourceLimit(ulong Soft, ulong Hard);
}
