using System.CommandLine;
using ScanWorker.Hosting;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary><c>sets serve</c>: fetches and publishes by itself, until SIGTERM.</summary>
internal static class ServeCommand
{
    public static Command Create(SetsRunner runner)
    {
        var command = new Command(
            "serve",
            "Fetches every source at its interval and publishes what is new, until SIGTERM; of several instances, one at a time.");
        runner.Attach(command, (_, context, cancellation) => RunAsync(context, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(SetsContext context, CancellationToken cancellation)
    {
        await using var app = ServeHost.Build(context);
        var problems = StartupCheck.Problems(app.Services, context.Configuration);
        if (problems.Count > 0)
        {
            throw new ConfigurationException(problems);
        }

        if (context.Exchanges.Sources.Count == 0)
        {
            throw new ConfigurationException("Exchanges:Sources: no source is configured.");
        }

        context.ReadSigningKey()?.Dispose(); // What cannot be signed need not be fetched.
        var service = app.Services.GetServices<IHostedService>().OfType<ServeLoop>().Single();
        try
        {
            await app.RunAsync(cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // It was asked to stop while it was still starting.
        }

        if (service.ExecuteTask is { IsFaulted: true } faulted)
        {
            await faulted; // The host stops for it and returns as if it had been asked to.
        }

        return ExitCodes.Done;
    }
}
