using System.Runtime.InteropServices;
using static ScanWorker.Adapters.Decoding.Isolation.LinuxCalls;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>Tries, from inside the cage, what the cage is there to refuse. Harmless where it succeeds.</summary>
internal static unsafe partial class CageTrials
{
    private const int ReadOnly = 0;
    private const int WriteCreate = 0x241;
    private const int ReadWritePrivate = 3;
    private const int PrivateAnonymous = 0x22;

    /// <param name="beyondBytes">More memory than this process may take.</param>
    public static IReadOnlyList<CageTrial> Run(long beyondBytes) =>
    [
        Try("create-file", () => OpenAndClose("/tmp/scanworker-cage-trial", WriteCreate)),
        Try("open-for-writing", () => OpenAndClose("/dev/null", 1)),
        Try("read-host-files", () => OpenAndClose("/etc/hostname", ReadOnly)),
        Try("read-parent-environment", () => OpenAndClose($"/proc/{ParentProcessId()}/environ", ReadOnly)),
        Try("make-folder", () => MakeFolder("/tmp/scanworker-cage-trial", 0x1C0)),
        Try("tcp-socket", () => Socket(2, 1, 0)),
        Try("unix-socket", () => Socket(1, 1, 0)),
        Try("execute", Execute),
        Try("fork", Fork),
        Try("signal-parent", () => Kill(ParentProcessId(), 0)),
        Try("trace-parent", () => Trace(16, ParentProcessId(), 0, 0)),
        Try("read-parent-memory", ReadParent),
        Try("mount", () => Mount("none", "/tmp", "tmpfs", 0, 0)),
        Try("new-namespace", () => Unshare(0x10000000)),
        Try("io-uring", IoUring),
        Try("anonymous-file", () => MemoryFile("trial", 0)),
        Try("raise-limit", RaiseLimit),
        Try("allocate-beyond-limit", () => Allocate(beyondBytes)),
    ];

    private static CageTrial Try(string name, Func<nint> attempt)
    {
        Marshal.SetLastPInvokeError(0);
        return new CageTrial(name, attempt() < 0 ? Math.Max(1, Marshal.GetLastPInvokeError()) : 0);
    }

    private static nint OpenAndClose(string path, int flags)
    {
        var descriptor = Open(path, flags, 0x180);
        var error = Marshal.GetLastPInvokeError();
        if (descriptor >= 0)
        {
            _ = Close(descriptor);
        }

        Marshal.SetLastPInvokeError(error);
        return descriptor;
    }

    private static nint Execute()
    {
        // An empty list of arguments for a program that does nothing: where it succeeded, this process would be gone.
        var nothing = stackalloc nint[1];
        return Exec("/bin/true", nothing, nothing);
    }

    // A clone with no flags but the signal of its end. The copy, should there be one, has nothing to do.
    private static nint Fork()
    {
        const int ChildEnds = 17;
        var copy = SystemCallTable.Own is { } table ? SystemCall(table.MakeThread, ChildEnds, 0, 0, 0, 0) : -1;
        if (copy == 0)
        {
            EndAtOnce(0);
        }

        return copy;
    }

    private static nint ReadParent()
    {
        byte target;
        var own = stackalloc nint[2] { (nint)(&target), 1 };
        var other = stackalloc nint[2] { 0x400000, 1 };
        return ReadOther(ParentProcessId(), own, 1, other, 1, 0);
    }

    private static nint IoUring()
    {
        const nint SetUp = 425;
        var parameters = stackalloc byte[120];
        new Span<byte>(parameters, 120).Clear();
        return SystemCall(SetUp, 1, (nint)parameters, 0, 0, 0);
    }

    private static nint RaiseLimit() => SetResourceLimit(ResourceOpenFiles, new ResourceLimit(1 << 16, 1 << 16));

    private static nint Allocate(long bytes)
    {
        var memory = Map(0, (nint)bytes, ReadWritePrivate, PrivateAnonymous, -1, 0);
        return memory == -1 ? -1 : Unmap(memory, (nint)bytes);
    }

    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MakeFolder(string path, int mode);

    [LibraryImport("libc", EntryPoint = "socket", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Socket(int family, int kind, int protocol);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Exec(string path, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "ptrace", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Trace(nint request, nint process, nint address, nint data);

    [LibraryImport("libc", EntryPoint = "process_vm_readv", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint ReadOther(
        int process, nint* own, nuint ownCount, nint* other, nuint otherCount, nuint flags);

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Mount(string source, string target, string kind, nuint flags, nint data);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial nint Map(nint at, nint length, int protection, int flags, int descriptor, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(nint at, nint length);

    [LibraryImport("libc", EntryPoint = "_exit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void EndAtOnce(int code);
}
