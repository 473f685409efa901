using System.Globalization;
using static ScanWorker.Adapters.Decoding.Isolation.LinuxCalls;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>Closes the door behind a decoder process: from the inside, once everything it needs has been
/// used.</summary>
internal static class Cage
{
    /// <summary>The runtime keeps two for each library that it has loaded, and may load one late.</summary>
    private const ulong OpenFilesMax = 512;

    /// <summary>What the runtime may take beside decoding: heaps, stacks of further threads, code.</summary>
    public const long RuntimeBytes = 256L << 20;

    /// <summary>Ends this process with its parent. First of all, for the parent may be gone before the last of
    /// it.</summary>
    /// <param name="parentId">The process that started this one.</param>
    /// <returns>False where the parent is gone already, or the kernel does not do it.</returns>
    public static bool EndWithParent(int parentId) =>
        ProcessControl(PrSetParentDeathSignal, SignalKill, 0, 0, 0) == 0 && ParentProcessId() == parentId;

    /// <summary>Takes every capability from the calling thread and from what it starts: with no new privileges, root
    /// gets none back.</summary>
    /// <returns>Whether there are none.</returns>
    public static unsafe bool DropCapabilities()
    {
        const uint Version3 = 0x20080522;
        if (SystemCallTable.Own is not { } table || ProcessControl(PrSetNoNewPrivileges, 1, 0, 0, 0) != 0)
        {
            return false;
        }

        var header = stackalloc uint[2] { Version3, 0 };
        var none = stackalloc uint[6] { 0, 0, 0, 0, 0, 0 };
        return SystemCall(table.SetCapabilities, (nint)header, (nint)none, 0, 0, 0) == 0;
    }

    /// <summary>Gives up every right that decoding does not need. There is no way back.</summary>
    /// <param name="memoryBytesMax">What decoding may take at once, content included.</param>
    /// <returns>What holds now.</returns>
    public static CageParts Close(long memoryBytesMax)
    {
        var holding = CageParts.EndsWithParent;
        holding |= LimitResources(memoryBytesMax) ? CageParts.ResourceLimits : 0;
        holding |= ProcessControl(PrSetDumpable, 0, 0, 0, 0) == 0 ? CageParts.NotDumpable : 0;
        holding |= ProcessControl(PrSetNoNewPrivileges, 1, 0, 0, 0) == 0 ? CageParts.NoNewPrivileges : 0;
        holding |= SystemCallFilter.Apply() ? CageParts.SystemCallFilter : 0;
        return holding;
    }

    // Data, not address space: the runtime reserves gigabytes that it never touches. What is writable and private
    // counts, when it becomes so.
    private static bool LimitResources(long memoryBytesMax)
    {
        var data = (ulong)(DataBytes() + memoryBytesMax + RuntimeBytes);
        return Limit(ResourceData, data) & Limit(ResourceOpenFiles, OpenFilesMax) & Limit(ResourceFileSize, 0)
            & Limit(ResourceCore, 0);
    }

    private static bool Limit(int resource, ulong most) =>
        SetResourceLimit(resource, new ResourceLimit(most, most)) == 0;

    private static long DataBytes()
    {
        foreach (var line in File.ReadLines("/proc/self/status"))
        {
            if (line.StartsWith("VmData:", StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(7, line.Length - 10).Trim(), CultureInfo.InvariantCulture) << 10;
            }
        }

        return 0;
    }
}
