using System.CommandLine;
using ScanWorker.Commands;
using Spectre.Console;

namespace ScanWorker.Demo;

/// <summary><c>scanworker demo</c>: the whole worker on this machine alone, in seconds.</summary>
internal static class DemoCommand
{
    public static Command Create(StandardOptions standard)
    {
        var keep =
            new Option<bool>("--keep") { Description = "Stays up afterwards, and says how to send it an event." };
        var dashboard = new Option<bool>("--dashboard")
        {
            Description = "Starts the Aspire dashboard, sends it all telemetry, and stays up.",
        };
        var command = new Command(
            "demo", "Runs the worker on embedded servers with sample uploads; needs nothing but this program.") { keep,
            dashboard };
        command.SetAction(async (parsed, cancellation) =>
        {
            standard.RefuseSettings("demo");
            var console = parsed.InvocationConfiguration;
            IDemoView view = parsed.GetValue(standard.Json)
                ? new JsonView(console.Output, console.Error)
                : new TableView(AnsiConsole.Console);
            using var shown = parsed.GetValue(dashboard) ? await DemoDashboard.StartAsync(cancellation) : null;
            if (shown is null && parsed.GetValue(dashboard))
            {
                await console.Error.WriteLineAsync(
                    "scanworker: the dashboard is not on this machine or does not come up; a restore of the project "
                        + "brings its package.");
                return ExitCodes.Unavailable;
            }

            return await new DemoRun(view, parsed.GetValue(keep) || shown is not null, shown).RunAsync(cancellation)
                ? ExitCodes.Done
                : ExitCodes.Bug;
        });
        return command;
    }
}
