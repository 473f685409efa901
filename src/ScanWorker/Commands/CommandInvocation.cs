using System.CommandLine;
using System.CommandLine.Invocation;

namespace ScanWorker.Commands;

/// <summary>One run of the program, from its arguments to its exit code.</summary>
internal static class CommandInvocation
{
    /// <param name="args">As the shell gave them.</param>
    /// <param name="output">For answers.</param>
    /// <param name="error">For progress and problems.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        // A signal cancels the command, which then takes the time it needs: the daemon bounds its own shutdown.
        var console = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = Timeout.InfiniteTimeSpan,
        };
        var parsed = CommandTree.Create().Parse(args);
        if (parsed.Action is ParseErrorAction)
        {
            await parsed.InvokeAsync(console);
            return ExitCodes.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(console);
        }
        catch (Exception e)
        {
            await error.WriteLineAsync($"scanworker: {e}");
            return ExitCodes.Bug;
        }
    }
}
