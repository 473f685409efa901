using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Redis;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Commands.Sets.Fetching;
using ScanWorker.Hosting;
using ScanWorker.Hosting.Telemetry;
using ScanWorker.Pipeline.Feedback;
using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Commands.Sets.Serving;

/// <summary>The composition of <c>sets serve</c>: one loop, and the worker's own port for health and metrics.</summary>
internal static class ServeHost
{
    // An import under way is waited for; less than systemd and Kubernetes give it.
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(25);

    /// <param name="context">What the commands of <c>sets</c> work with; the host does not own it.</param>
    public static WebApplication Build(SetsContext context)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "scanworker" });
        builder.Configuration.Sources.Clear();
        if (context.Output.IsJson)
        {
            builder.Configuration.AddInMemoryCollection([new(ConsoleLogs.FormatterKey, ConsoleFormatterNames.Json)]);
        }

        builder.Configuration.AddConfiguration(context.Configuration);
        builder.AddConsoleLogs();
        AddOptions(builder.Services, builder.Configuration);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton(context.Clock);
        builder.Services.AddSingleton(_ => context.Leases);
        builder.Services.AddSingleton<ServeMetrics>();
        builder.Services.AddSingleton<IServedSets>(services => ServedSetsOf(context, services));
        builder.Services.AddSingleton<IPublisherWork, PublisherWork>();
        builder.Services.AddHostedService<ServeLoop>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.AddHealth<ServeHealth>();
        builder.AddTelemetry();
        var app = builder.Build();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    private static ServedSets ServedSetsOf(SetsContext context, IServiceProvider services)
    {
        var options = services.GetRequiredService<IOptions<ServeOptions>>().Value;
        var kafka = options.ReadFeedback ? services.GetRequiredService<IOptions<KafkaOptions>>().Value : null;
        return new ServedSets(context, options, kafka, services.GetRequiredService<ILogger<ServedSets>>());
    }

    // All that is read, so that what is wrong is told at the start. The broker's only where feedback is read from it.
    private static void AddOptions(IServiceCollection services, IConfiguration configuration)
    {
        services.AddServeOptions(configuration).AddSetsOptions(configuration).AddListSources(configuration)
            .AddHashSetFiles(configuration).AddRedisHashSets(configuration).AddFeedback(configuration);
        if (configuration.GetValue<bool?>($"{ServeOptions.Section}:{nameof(ServeOptions.ReadFeedback)}") == true)
        {
            services.AddKafkaOptions(configuration);
        }
    }
}
