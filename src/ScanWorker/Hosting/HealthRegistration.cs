using System.Net;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Control;

namespace ScanWorker.Hosting;

/// <summary>Health answers over HTTP, on the worker's own port.</summary>
internal static class HealthRegistration
{
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddValidated<HealthOptions, HealthOptionsValidator>(builder.Configuration, HealthOptions.Section);
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            var options = context.Configuration.GetSection(HealthOptions.Section).Get<HealthOptions>() ?? new HealthOptions();
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Parse(options.Address), options.Port);
        });
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Ok(new HealthAnswer("live", [])));
        app.MapGet("/health/ready", (Readiness readiness) => Answer("ready", readiness));
        app.MapGet("/health/startup", (Readiness readiness) => Answer("started", readiness));
    }

    private static IResult Answer(string well, Readiness readiness)
    {
        var parts = readiness.Conditions.Select(condition => new HealthPart(condition.Name, condition.Obstacle)).ToList();
        return parts.TrueForAll(part => part.Problem is null)
            ? Results.Ok(new HealthAnswer(well, parts))
            : Results.Json(new HealthAnswer($"not {well}", parts), statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
