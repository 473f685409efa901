using System.CommandLine;
using System.Globalization;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Samples;

namespace ScanWorker.Commands;

/// <summary>
/// <c>scanworker decode-worker</c>, started by the worker itself and by nobody else: decodes what it is sent.
/// </summary>
internal static class DecodeWorkerCommand
{
    public static Command Create()
    {
        var parent = new Argument<int>("parent") { Description = "The process that started it." };
        var memory = new Argument<long>("memory") { Description = "Bytes that decoding may take." };
        var frames = new Argument<int>("frames") { Description = "The pipe by which frames of a video come." };
        var times = new Argument<int>("times") { Description = "The pipe by which their times come." };
        var command = new Command(DecoderProgram.Command, "Decodes what its parent sends on stdin.")
        {
            parent, memory, frames, times,
        };
        command.Hidden = true;
        command.SetAction((parsed, _) => RunAsync(
            parsed.GetRequiredValue(parent), parsed.GetRequiredValue(memory),
            (parsed.GetRequiredValue(frames), parsed.GetRequiredValue(times))));
        return command;
    }

    /// <summary>The same without a command line to parse, when that is how the worker starts it.</summary>
    public static Task<int>? TryRun(IReadOnlyList<string> args) =>
        args is [DecoderProgram.Command, var parent, var memory, var frames, var times]
        && int.TryParse(parent, CultureInfo.InvariantCulture, out var parentId)
        && long.TryParse(memory, CultureInfo.InvariantCulture, out var memoryBytesMax)
        && int.TryParse(frames, CultureInfo.InvariantCulture, out var framesPipe)
        && int.TryParse(times, CultureInfo.InvariantCulture, out var timesPipe)
            ? RunAsync(parentId, memoryBytesMax, (framesPipe, timesPipe))
            : null;

    private static Task<int> RunAsync(int parent, long memoryBytesMax, (int Frames, int Times) pipes) =>
        DecoderWorker.RunAsync(parent, memoryBytesMax, pipes, EveryFormat.Pictures);
}
