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
    return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception e)
{
    await Console.Error.WriteLineAsync($"scanworker: {e}");
    return ExitCodes.Bug;
}
