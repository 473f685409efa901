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
        var command = new Command(DecoderProgram.Command, "Decodes what its parent sends on stdin.") { parent, memory };
        command.Hidden = true;
        command.SetAction((parsed, _) => RunAsync(parsed.GetRequiredValue(parent), parsed.GetRequiredValue(memory)));
        return command;
    }

    /// <summary>The same without a command line to parse, when that is how the worker starts it.</summary>
    public static Task<int>? TryRun(IReadOnlyList<string> args) =>
        args is [DecoderProgram.Command, var parent, var memory]
        && int.TryParse(parent, CultureInfo.InvariantCulture, out var parentId)
        && long.TryParse(memory, CultureInfo.InvariantCulture, out var memoryBytesMax)
            ? RunAsync(parentId, memoryBytesMax)
            : null;

    private static Task<int> RunAsync(int parent, long memoryBytesMax) =>
        DecoderWorker.RunAsync(parent, memoryBytesMax, EveryFormat.Pictures);
}
