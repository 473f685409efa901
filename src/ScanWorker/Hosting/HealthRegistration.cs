using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using ScanWorker.Commands;
using ScanWorker.Pipeline;

namespace ScanWorker.Hosting;

/// <summary>Health answers over HTTP, on the worker's own port.</summary>
internal static class HealthRegistration
{
    // Longer than between two scrapes is of no use, and who only holds a connection loses it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Adds the worker's health, and the port that tells it.</summary>
    public static void AddWorkerHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddVitals(builder.Configuration);
        builder.AddHealth<WorkerHealth>();
    }

    /// <summary>Adds a port that tells a service's health.</summary>
    public static void AddHealth<TReport>(this WebApplicationBuilder builder)
        where TReport : class, IHealthReport
    {
        builder.Services.AddValidated<HealthOptions, HealthOptionsValidator>(
            builder.Configuration, HealthOptions.Section);
        builder.Services.AddSingleton<IHealthReport, TReport>();
        builder.Services.AddSystemd();
        builder.Services.AddHostedService<SystemdWatchdog>();
        builder.WebHost.ConfigureKestrel((context, kestrel) =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentUpgradedConnections = 0;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.KeepAliveTimeout = Patience;
            kestrel.Limits.RequestHeadersTimeout = Patience;
            try
            {
                var options = HealthOptions.Read(context.Configuration);
                kestrel.Limits.MaxConcurrentConnections = options.ConnectionsMax;
                kestrel.Listen(IPAddress.Parse(options.Address), options.Port);
            }
            catch (ConfigurationException)
            {
                // The server is made before the settings are checked, and the check tells this with all others.
            }
        });
    }

    /// <summary>
    /// live: does a restart help? ready: does it do its work, and is all well? startup: has it been able to once?
    /// </summary>
    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/", TellPathsAsync);
        app.MapGet("/health", TellPathsAsync);
        app.MapGet("/health/live", context => AnswerAsync(context, "live", HealthOf(context).Live));
        app.MapGet("/health/ready", context => AnswerAsync(context, "ready", HealthOf(context).Ready));
        app.MapGet("/health/startup", context => AnswerAsync(context, "started", HealthOf(context).Started));
    }

    private static Task TellPathsAsync(HttpContext context) => context.Response.WriteAsync(
        "scanworker\n/health/live     does a restart help?\n/health/ready    does it do its work, and is all well?\n"
            + "/health/startup  has it been able to do it once?\n/metrics         for Prometheus\n",
        context.RequestAborted);

    private static IHealthReport HealthOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<IHealthReport>();

    private static Task AnswerAsync(HttpContext context, string well, IReadOnlyList<HealthPart> parts)
    {
        var isWell = parts.All(part => part.Problem is null);
        context.Response.StatusCode = isWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsJsonAsync(
            new HealthAnswer(isWell ? well : $"not {well}", parts), HealthJson.Default.HealthAnswer,
            cancellationToken: context.RequestAborted);
    }
}

/// <summary>How health answers are written: made at build time, since the first answer may say ready.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HealthAnswer))]
internal sealed partial class HealthJson : JsonSerializerContext;
