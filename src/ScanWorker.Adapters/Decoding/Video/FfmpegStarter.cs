using System.ComponentModel;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Decoding.Isolation.Starting;

namespace ScanWorker.Adapters.Decoding.Video;

/// <summary>Starts ffmpeg, on one thread, under the rules of decoder processes; what it starts is the
/// launcher.</summary>
/// <param name="program">Started as the launcher.</param>
/// <param name="ffmpeg">Path of ffmpeg.</param>
/// <param name="clock">For waits.</param>
internal sealed class FfmpegStarter(DecoderProgram program, string ffmpeg, TimeProvider clock) : IDisposable
{
    /// <summary>What ffmpeg takes to start, of data: its libraries and their libraries.</summary>
    public const long StartBytes = 48L << 20;

    private const CageParts Needed = CageParts.FileRules | CageParts.NoCapabilities;

    private readonly StarterThread _thread = new("ffmpeg starter", () =>
        FileRules.Apply([.. program.Folders, ffmpeg]) && Cage.DropCapabilities() ? Needed : CageParts.None);

    /// <summary>Starts ffmpeg for one video. Blocks until that is done.</summary>
    /// <returns>Dispose it.</returns>
    /// <exception cref="Win32Exception">The system refuses, or does not hold what it starts.</exception>
    public FfmpegRun Start(FfmpegOrder order)
    {
        const int NotPermitted = 1;
        var process = _thread.Start(
            DecoderStarter.Piped(program.File, ArgumentsFor(order)),
            order.Content, order.Pipes.FramesEnd, order.Pipes.TimesEnd);
        var run = new FfmpegRun(process, clock);
        if (_thread.Holding == Needed)
        {
            return run;
        }

        run.Dispose();
        throw new Win32Exception(NotPermitted);
    }

    public void Dispose() => _thread.Dispose();

    private IEnumerable<string> ArgumentsFor(FfmpegOrder order) =>
    [
        .. program.Arguments.Select(one => one == DecoderProgram.Command ? FfmpegLauncher.Command : one),
        Text(Environment.ProcessId), Text(order.MemoryBytesMax + StartBytes),
        Text((long)Math.Ceiling(order.ProcessorMax.TotalSeconds)), ffmpeg,
        .. FfmpegArguments.Of(
            order.Format, InheritedFiles.NumberOf(order.Content), InheritedFiles.NumberOf(order.Pipes.FramesEnd),
            InheritedFiles.NumberOf(order.Pipes.TimesEnd), order.FramesMax, order.PixelsMax),
    ];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What one ffmpeg is to do.</summary>
/// <param name="Content">What it reads.</param>
/// <param name="Pipes">What it writes to.</param>
/// <param name="FramesMax">How many frames it writes at most.</param>
/// <param name="PixelsMax">Of one frame, as it is coded.</param>
/// <param name="MemoryBytesMax">Beside what it takes to start.</param>
/// <param name="ProcessorMax">Then the kernel ends it: the last resort, should the worker be gone.</param>
internal sealed record FfmpegOrder(
    VideoFormat Format, SafeFileHandle Content, FilmPipes Pipes, int FramesMax, int PixelsMax, long MemoryBytesMax,
    TimeSpan ProcessorMax);
