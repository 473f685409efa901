using System.CommandLine;
using ScanWorker.Demo;
using Spectre.Console;

namespace ScanWorker.Commands;

/// <summary><c>scanworker demo</c>: the whole worker on this machine alone, in seconds.</summary>
internal static class DemoCommand
{
    public static Command Create(StandardOptions standard)
    {
        var keep = new Option<bool>("--keep") { Description = "Stays up afterwards, and says how to send it an event." };
        var command = new Command("demo", "Runs the worker on embedded servers with sample uploads; needs nothing but this program.") { keep };
        command.SetAction(async (parsed, cancellation) =>
        {
            var console = parsed.InvocationConfiguration;
            IDemoView view = parsed.GetValue(standard.Json) ? new JsonView(console.Output, console.Error) : new TableView(AnsiConsole.Console);
            return await new DemoRun(view, parsed.GetValue(keep)).RunAsync(cancellation) ? ExitCodes.Done : ExitCodes.Bug;
        });
        return command;
    }
}
