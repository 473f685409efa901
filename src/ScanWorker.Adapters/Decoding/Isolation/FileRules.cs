using System.Runtime.InteropServices;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>Landlock: which files the calling thread, and every process that it starts from then on, may still
/// reach.</summary>
/// <remarks>Nothing may be written, made or removed anywhere, no connection made, no process outside signalled or
/// traced. Reading is for the given places; starting programs for one.</remarks>
internal static unsafe class FileRules
{
    private const nint CreateRuleset = 444;
    private const nint AddRule = 445;
    private const nint RestrictSelf = 446;

    private const ulong Execute = 1 << 0;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;

    // O_PATH and O_CLOEXEC.
    private const int AsPlace = 0x200000 | 0x80000;

    private static readonly string[] Libraries = ["/usr/lib", "/usr/lib64", "/lib", "/lib64", "/etc/ld.so.cache"];

    /// <summary>What every runtime reads to start: its libraries, and what the kernel says of the machine.</summary>
    private static readonly string[] System = [.. Libraries, "/etc/dotnet", "/proc", "/sys", "/dev/urandom"];

    /// <summary>Started by the kernel before any program that has libraries.</summary>
    private static readonly string[] Loaders =
    [
        "/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1", "/lib/ld-musl-x86_64.so.1",
        "/lib/ld-musl-aarch64.so.1",
    ];

    /// <summary>The version of the rules that this kernel knows; 0 where there are none.</summary>
    public static int Version { get; } =
        OperatingSystem.IsLinux() ? (int)Math.Max(0, LinuxCalls.SystemCall(CreateRuleset, 0, 0, 1, 0, 0)) : 0;

    /// <summary>Restricts the calling thread, for good.</summary>
    /// <param name="programFolders">Where the runtime and our program are; programs may be started from there.</param>
    /// <returns>Whether the rules hold.</returns>
    public static bool Apply(params IEnumerable<string> programFolders) =>
        Apply([
            .. System.Select(place => (place, ReadFile | ReadFolder)),
            .. Loaders.Select(loader => (loader, ReadFile | Execute)),
            .. programFolders.Select(folder => (folder, ReadFile | ReadFolder | Execute)),
        ]);

    /// <summary>Restricts the calling thread, for good, to what a program needs that brings nothing but itself and its
    /// libraries: it may read nothing else, and start nothing else.</summary>
    public static bool ApplyFor(string program) =>
        Apply([
            .. Libraries.Select(place => (place, ReadFile | ReadFolder)),
            .. Loaders.Append(program).Select(file => (file, ReadFile | Execute)),
        ]);

    private static bool Apply(IReadOnlyList<(string Path, ulong Access)> places)
    {
        if (Version < 1 || LinuxCalls.ProcessControl(LinuxCalls.PrSetNoNewPrivileges, 1, 0, 0, 0) != 0)
        {
            return false;
        }

        var handled = HandledBy(Version);
        var ruleset = (int)LinuxCalls.SystemCall(CreateRuleset, (nint)(&handled), SizeOf(Version), 0, 0, 0);
        if (ruleset < 0)
        {
            return false;
        }

        try
        {
            foreach (var (path, access) in places)
            {
                Allow(ruleset, path, access);
            }

            return LinuxCalls.SystemCall(RestrictSelf, ruleset, 0, 0, 0, 0) == 0;
        }
        finally
        {
            _ = LinuxCalls.Close(ruleset);
        }
    }

    // A place that is not there needs no rule; a file's rule may not speak of folders.
    private static void Allow(int ruleset, string path, ulong access)
    {
        const int BelowPath = 1;
        var place = LinuxCalls.Open(path, AsPlace, 0);
        if (place < 0)
        {
            return;
        }

        var rule = new Rule { Access = File.Exists(path) ? access & ~ReadFolder : access, Place = place };
        _ = LinuxCalls.SystemCall(AddRule, ruleset, BelowPath, (nint)(&rule), 0, 0);
        _ = LinuxCalls.Close(place);
    }

    // What a version does not know it refuses to handle: renaming came with 2, truncation with 3, TCP with 4, devices
    // with 5, signals and abstract sockets with 6.
    private static Handled HandledBy(int version)
    {
        var files = (1UL << 13) - 1;
        files |= version >= 2 ? 1UL << 13 : 0;
        files |= version >= 3 ? 1UL << 14 : 0;
        files |= version >= 5 ? 1UL << 15 : 0;
        return new Handled
        {
            Files = files,
            Network = version >= 4 ? 3UL : 0,
            Scoped = version >= 6 ? 3UL : 0,
        };
    }

    private static nint SizeOf(int version) => version >= 6 ? 24 : version >= 4 ? 16 : 8;

    [StructLayout(LayoutKind.Sequential)]
    private struct Handled
    {
        public ulong Files;
        public ulong Network;
        public ulong Scoped;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct Rule
    {
        public ulong Access;
        public int Place;
    }
}
