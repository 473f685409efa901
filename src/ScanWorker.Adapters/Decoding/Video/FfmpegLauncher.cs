using System.Runtime.InteropServices;
using System.Text;
using ScanWorker.Adapters.Decoding.Isolation;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>Becomes ffmpeg, in a cage: the process between the worker and ffmpeg, which closes every door and then
/// executes it. It never sees the content.</summary>
/// <remarks>
/// Rules, filter and limits outlive the execution; so all of it is done here, by one thread, which is the only one that
/// the execution leaves. That the filter lets through one execution and no second is the work of a second thread: the
/// kernel asks it, it says yes once, and is gone with whatever else this process was; whoever asks again finds nobody,
/// and is refused.
/// </remarks>
public static unsafe class FfmpegLauncher
{
    /// <summary>The hidden command; its arguments are the id of the parent, the bytes and the seconds of processor that
    /// ffmpeg may take, its path, and its own.</summary>
    public const string Command = "decode-video";

    /// <summary>Exit code: the cage could not be closed, or ffmpeg not be executed.</summary>
    internal const int NotLaunched = 71;

    private const ulong OpenFilesMax = 64;

    /// <summary>Does not return, unless it fails.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(int parentId, long memoryBytesMax, long processorSecondsMax, IReadOnlyList<string> command)
    {
        if (command.Count == 0 || !Cage.EndWithParent(parentId))
        {
            return NotLaunched;
        }

        using var filtered = new FilterListener();
        var becoming = new Thread(() => Become(filtered, memoryBytesMax, processorSecondsMax, command));
        becoming.Start();
        filtered.AllowOne();
        becoming.Join();
        return NotLaunched;
    }

    private static void Become(
        FilterListener filtered, long memoryBytesMax, long processorSecondsMax, IReadOnlyList<string> command)
    {
        var arguments = Strings(command);
        var environment = Strings(["LC_ALL=C"]);
        _ = LinuxCalls.Execute(null, null, null); // Fails, and has been called: the second time needs no memory.
        var isCaged = FileRules.ApplyFor(command[0])
            && Limit(LinuxCalls.ResourceOpenFiles, OpenFilesMax) && Limit(LinuxCalls.ResourceFileSize, 0)
            && Limit(LinuxCalls.ResourceCore, 0) && Limit(LinuxCalls.ResourceProcessor, (ulong)processorSecondsMax)
            // This process takes more than ffmpeg may: it gets nothing any more, and the filter lets no limit be set.
            && Limit(LinuxCalls.ResourceData, (ulong)memoryBytesMax) && filtered.Open();
        if (isCaged)
        {
            _ = LinuxCalls.Execute(arguments[0], arguments, environment);
        }

        filtered.GiveUp();
    }

    private static bool Limit(int resource, ulong most) =>
        LinuxCalls.SetResourceLimit(resource, new LinuxCalls.ResourceLimit(most, most)) == 0;

    // Never freed: the process ends with the execution, or with its failure.
    private static byte** Strings(IReadOnlyList<string> texts)
    {
        var strings = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
        {
            var bytes = Encoding.UTF8.GetBytes(texts[i]);
            strings[i] = (byte*)NativeMemory.AllocZeroed((nuint)bytes.Length + 1);
            bytes.CopyTo(new Span<byte>(strings[i], bytes.Length));
        }

        return strings;
    }
}
