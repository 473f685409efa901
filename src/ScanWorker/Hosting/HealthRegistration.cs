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
        app.MapGet("/health/live", context => AnswerAsync(context, "live", HealthOf(context).Live));
        app.MapGet("/health/ready", context => AnswerAsync(context, "ready", HealthOf(context).Ready));
        app.MapGet("/health/startup", context => AnswerAsync(context, "started", HealthOf(context).Started));
    }

    private static WorkerHealth HealthOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<WorkerHealth>();

    private static Task AnswerAsync(HttpContext context, string well, IReadOnlyList<HealthPart> parts)
    {
        var isWell = parts.All(part => part.Problem is null);
        context.Response.StatusCode = isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsJsonAsync(
            new HealthAnswer(isWell ? well : $"not {well}", parts), HealthJson.Default.HealthAnswer,
            cancellationToken: context.RequestAborted);
    }
}
