using System.CommandLine;
using System.CommandLine.Invocation;
using ScanWorker;
using ScanWorker.Commands;

var parsed = CommandTree.Create().Parse(args);
if (parsed.Action is ParseErrorAction)
{
    await parsed.InvokeAsync();
    return ExitCodes.Usage;
}

try
{
    // A signal cancels the command, which then takes the time it needs: the daemon bounds its own shutdown.
    return await parsed.InvokeAsync(new InvocationConfiguration
    {
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = Timeout.InfiniteTimeSpan,
    });
}
catch (Exception e)
{
    await Console.Error.WriteLineAsync($"scanworker: {e}");
    return ExitCodes.Bug;
}
