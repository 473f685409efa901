using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ScanWorker.Adapters.Decoding.Isolation.Starting;

/// <summary>
/// Two pipes between ffmpeg, which writes, and a decoder process, which reads: the frames of a video, and when each is
/// shown. The worker makes them and hands the ends out; what goes through it never sees.
/// </summary>
/// <remarks>A decoder process is born with its ends, since nothing can be given to it later, and uses them once: they
/// are at their end when every writer is gone.</remarks>
internal sealed class FilmPipes : IDisposable
{
    private const int CloseOnExecute = 0x80000;

    /// <exception cref="Win32Exception">There are no descriptors left.</exception>
    public FilmPipes()
    {
        (Frames, FramesEnd) = Make();
        (Times, TimesEnd) = Make();
        _ = LinuxCalls.FileControl(InheritedFiles.NumberOf(FramesEnd), LinuxCalls.SetPipeBytes, 1 << 20);
    }

    /// <summary>The decoder's.</summary>
    public SafeFileHandle Frames { get; }

    /// <summary>The decoder's.</summary>
    public SafeFileHandle Times { get; }

    /// <summary>For ffmpeg.</summary>
    public SafeFileHandle FramesEnd { get; }

    /// <summary>For ffmpeg.</summary>
    public SafeFileHandle TimesEnd { get; }

    /// <summary>The decoder has its ends.</summary>
    public void Inherited()
    {
        Frames.Dispose();
        Times.Dispose();
    }

    public void Dispose()
    {
        Inherited();
        FramesEnd.Dispose();
        TimesEnd.Dispose();
    }

    private static unsafe (SafeFileHandle Read, SafeFileHandle Write) Make()
    {
        var ends = stackalloc int[2];
        return LinuxCalls.MakePipe(ends, CloseOnExecute) == 0
            ? (new SafeFileHandle(ends[0], ownsHandle: true), new SafeFileHandle(ends[1], ownsHandle: true))
            : throw new Win32Exception(Marshal.GetLastPInvokeError());
    }
}
