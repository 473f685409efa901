using System.Net;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Control;

namespace ScanWorker.Hosting;

/// <summary>Health answers over HTTP, on the worker's own port.</summary>
internal static class HealthRegistration
{
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidated<HealthOptions, HealthOptionsValidator>(
            builder.Configuration, HealthOptions.Section);
        builder.Services.AddVitals(builder.Configuration);
        builder.Services.AddSingleton<WorkerHealth>();
        builder.Services.AddSystemd();
        builder.Services.AddHostedService<SystemdWatchdog>();
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            var options = context.Configuration.GetSection(HealthOptions.Section).Get<HealthOptions>()
                ?? new HealthOptions();
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port);
        });
    }

    /// <summary>
    /// live: does a restart help? ready: does it scan, and is all well? startup: has it been able to scan once?
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", (WorkerHealth health) => Answer("live", health.Live));
        app.MapGet("/health/ready", (WorkerHealth health) => Answer("ready", health.Ready));
        app.MapGet("/health/startup", (WorkerHealth health) => Answer("started", health.Started));
    }

    private static IResult Answer(string well, IReadOnlyList<HealthPart> parts) =>
        parts.All(part => part.Problem is null)
        ? Results.Ok(new HealthAnswer(well, parts))
        : Results.Json(new HealthAnswer($"not {well}", parts), statusCode: StatusCodes.Status503ServiceUnavailable);
}
