using System.CommandLine;
using System.Globalization;
using ScanWorker.Adapters.Decoding.Video;

namespace ScanWorker.Commands;

/// <summary>
/// <c>scanworker decode-video</c>, started by the worker itself and by nobody else: becomes ffmpeg, in a cage.
/// </summary>
internal static class DecodeVideoCommand
{
    public static Command Create()
    {
        var parent = new Argument<int>("parent") { Description = "The process that started it." };
        var memory = new Argument<long>("memory") { Description = "Bytes that ffmpeg may take." };
        var processor = new Argument<long>("processor") { Description = "Seconds of processor that ffmpeg may take." };
        var ffmpeg = new Argument<string[]>("ffmpeg") { Description = "The program and its arguments." };
        var command = new Command(FfmpegLauncher.Command, "Executes ffmpeg in a cage.")
        {
            parent, memory, processor, ffmpeg,
        };
        command.Hidden = true;
        command.SetAction(parsed => FfmpegLauncher.Run(
            parsed.GetRequiredValue(parent), parsed.GetRequiredValue(memory), parsed.GetRequiredValue(processor),
            parsed.GetRequiredValue(ffmpeg)));
        return command;
    }

    /// <summary>The same without a command line to parse, when that is how the worker starts it.</summary>
    public static Task<int>? TryRun(IReadOnlyList<string> args) =>
        args is [FfmpegLauncher.Command, var parent, var memory, var processor, ..]
        && int.TryParse(parent, CultureInfo.InvariantCulture, out var parentId)
        && long.TryParse(memory, CultureInfo.InvariantCulture, out var memoryBytesMax)
        && long.TryParse(processor, CultureInfo.InvariantCulture, out var processorSecondsMax)
            ? Task.FromResult(FfmpegLauncher.Run(parentId, memoryBytesMax, processorSecondsMax, [.. args.Skip(4)]))
            : null;
}
