using Microsoft.Extensions.Options;
using ScanWorker.Commands;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Hosting;

/// <summary>A worker from its start to its exit code.</summary>
/// <remarks>
/// The host stops when one of its services fails, and returns to its caller as if it had been asked to: so the services
/// are looked at here, all of them, and what failed goes to the one place that decides the exit code.
/// </remarks>
internal static class WorkerRun
{
    /// <param name="app">Run to its end, and disposed.</param>
    /// <param name="error">For settings that turn out to be wrong.</param>
    /// <param name="cancellation">Asks it to stop.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> ToEndAsync(WebApplication app, TextWriter error, CancellationToken cancellation)
    {
        var fault = app.Services.GetRequiredService<ProcessFault>();
        List<BackgroundService> services = [.. app.Services.GetServices<IHostedService>().OfType<BackgroundService>()];
        using var second = new SecondSignal(app.Services.GetRequiredService<ScanLoop>());
        using var registration = app.Lifetime.ApplicationStopping.Register(ReportFailed);
        try
        {
            await StartAsync(app, cancellation);
            await app.WaitForShutdownAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            // It was asked to stop, or a service failed, while others were still starting: nothing has been consumed.
        }
        catch (OptionsValidationException invalid)
        {
            return await CommandFailure.ConfigurationAsync(error, [.. invalid.Failures]);
        }

        finally
        {
            await app.DisposeAsync();
        }

        ReportFailed();
        return fault.First switch
        {
            null => ExitCodes.Done,
            OptionsValidationException invalid => await CommandFailure.ConfigurationAsync(error, [.. invalid.Failures]),
            _ => ExitCodes.Bug,
        };

        // What a start that failed cancels has not failed itself, and need not be logged as if it had.
        static async Task StartAsync(WebApplication app, CancellationToken cancellation)
        {
            try
            {
                await app.StartAsync(cancellation);
            }
            catch
            {
                app.Lifetime.StopApplication();
                throw;
            }
        }

        void ReportFailed()
        {
            foreach (var failed in services.Select(service => service.ExecuteTask?.Exception?.InnerException))
            {
                if (failed is not null)
                {
                    fault.Report(failed);
                }
            }
        }
    }
}
