using System.CommandLine;
using ScanWorker.Hosting;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Commands;

/// <summary><c>scanworker run</c>: the daemon.</summary>
internal static class RunCommand
{
    public static Command Create(StandardOptions standard)
    {
        var command = new Command("run", "Consumes upload events and emits one verdict each, until SIGTERM.")
        {
            TreatUnmatchedTokensAsErrors = false, // Settings: --Kafka:GroupId=x
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            sources =>
                WorkerConfiguration.AddSources(sources, parsed.GetValue(standard.Config), parsed.UnmatchedTokens),
            parsed.InvocationConfiguration.Error, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        Action<IConfigurationBuilder> configure, TextWriter error, CancellationToken cancellation)
    {
        WarmUp.Begin();
        await using var app = WorkerHost.Build(configure);
        var problems = StartupCheck.Problems(app.Services, app.Configuration);
        if (problems.Count > 0)
        {
            return await Refusal.ConfigurationAsync(error, problems);
        }

        var fault = app.Services.GetRequiredService<ProcessFault>();
        using var second = new SecondSignal();
        try
        {
            await app.RunAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // Asked to stop while still starting: nothing has been consumed.
        }

        return fault.First is null ? ExitCodes.Done : ExitCodes.Bug;
    }
}
