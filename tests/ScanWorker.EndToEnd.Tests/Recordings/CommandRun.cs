using ScanWorker.Commands;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>A command of the program, run in this process.</summary>
internal sealed record CommandRun(int ExitCode, string Output, string Error)
{
    public static async Task<CommandRun> RunAsync(params IEnumerable<string> arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandInvocation.RunAsync([.. arguments], output, error);
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}
