using System.CommandLine;
using Microsoft.Extensions.Logging.Console;
using ScanWorker.Hosting;

namespace ScanWorker.Commands;

/// <summary><c>scanworker run</c>: the daemon.</summary>
internal static class RunCommand
{
    /// <summary>It leaves its group at a second signal.</summary>
    public const string Name = "run";

    public static Command Create(StandardOptions standard)
    {
        var command = new Command(Name, "Consumes upload events and emits one verdict each, until SIGTERM.");
        command.SetAction((parsed, cancellation) => RunAsync(
            Sources(standard, parsed), parsed.InvocationConfiguration.Error, cancellation));
        return command;
    }

    // The log is all that it says, so --json is about that.
    private static Action<IConfigurationBuilder> Sources(StandardOptions standard, ParseResult parsed)
    {
        var sources = standard.Sources(parsed);
        return !parsed.GetValue(standard.Json)
            ? sources
            : configuration =>
            {
                configuration.AddInMemoryCollection(
                    [new(ConsoleLogs.FormatterKey, ConsoleFormatterNames.Json)]);
                sources(configuration);
            };
    }

    private static async Task<int> RunAsync(
        Action<IConfigurationBuilder> configure, TextWriter error, CancellationToken cancellation)
    {
        WarmUp.BeginIfWithin(configure);
        await using var app = WorkerHost.Build(configure);
        var problems = StartupCheck.Problems(app.Services, WorkerConfiguration.Read(configure));
        problems = problems.Count > 0 ? problems : await DecoderCheck.BeginAsync(app.Services);
        if (problems.Count > 0)
        {
            throw new ConfigurationException(problems);
        }

        return await WorkerRun.ToEndAsync(app, error, cancellation);
    }
}
