using System.CommandLine;
using System.Text.Json;
using ScanWorker.Hosting;
using Spectre.Console;

namespace ScanWorker.Commands.Doctoring;

/// <summary>
/// <c>scanworker doctor</c>: checks everything that a worker with this configuration needs; one line each.
/// </summary>
internal static class DoctorCommand
{
    public static Command Create(StandardOptions standard)
    {
        var command = new Command(
            "doctor",
            "Checks configuration, broker, Redis, hash set, content roots, clock and decoder; says what to do.");
        command.SetAction((parsed, _) => RunAsync(
            standard.Sources(parsed), parsed.GetValue(standard.Json), parsed.InvocationConfiguration));
        return command;
    }

    private static async Task<int> RunAsync(
        Action<IConfigurationBuilder> configure, bool json, InvocationConfiguration console)
    {
        await using var app = WorkerHost.Build(configure);
        var problems = StartupCheck.Problems(app.Services, WorkerConfiguration.Read(configure));
        if (problems.Count > 0)
        {
            throw new ConfigurationException(problems);
        }

        var view = new DiagnosisView(
            console.Output, Console.IsOutputRedirected ? null : AnsiConsole.Profile.Width);
        var code = ExitCodes.Done;
        await foreach (var diagnosis in new Doctor(app.Services).ExamineAsync())
        {
            code = diagnosis.Problem is null ? code : ExitCodes.Unavailable;
            if (json)
            {
                await console.Output.WriteLineAsync(
                    JsonSerializer.Serialize(diagnosis, CommandJson.Default.Diagnosis));
            }
            else
            {
                view.Show(diagnosis);
            }
        }

        return code;
    }
}
