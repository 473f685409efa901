using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Embedded;
using ScanWorker.Adapters.Fetching;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Redis;
using ScanWorker.Adapters.Samples;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Hosting.PolicyFiles;
using ScanWorker.Hosting.Telemetry;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Canary;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.FloodGuard;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Hosting;

/// <summary>The program's compositions.</summary>
internal static class WorkerHost
{
    /// <summary>The daemon: the same for <c>run</c>, <c>demo</c> and the tests.</summary>
    /// <param name="configure">Adds the sources of the configuration.</param>
    /// <param name="change">Has the last word on what the worker is composed of; for tests.</param>
    public static WebApplication Build(
        Action<IConfigurationBuilder> configure, Action<IServiceCollection>? change = null)
    {
        // The builder reads some sources by itself: what is wrong in them is told as for every other command.
        _ = WorkerConfiguration.Read(configure);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "scanworker" });
        configure(builder.Configuration);
        builder.AddConsoleLogs();
        AddScanning(builder.Services, builder.Configuration);
        builder.Services.AddKafka(builder.Configuration).AddMockBroker(builder.Configuration);
        builder.Services.AddRedisFloodCounters(builder.Configuration);
        builder.Services.AddFloodGuard();
        builder.Services.AddScanLoop(builder.Configuration);
        builder.Services.AddCanaryWatch();
        builder.Services.AddLookback(builder.Configuration, Worker);
        builder.Services.AddRescan(builder.Configuration);
        builder.Services.AddLiveVersionNews(provider => Identity(provider).InstanceId);
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<ShutdownOptions>>(
            (host, shutdown) => host.ShutdownTimeout = shutdown.Value.ShutdownTimeout);
        builder.AddWorkerHealth();
        builder.AddTelemetry();

        change?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapHealth();
        app.MapPrometheusScrapingEndpoint("/metrics");
        return app;
    }

    /// <summary>The scanning line and its hash set, without any stream: for commands that judge files.</summary>
    public static IHost BuildScanning(Action<IConfigurationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { ApplicationName = "scanworker" });
        configure(builder.Configuration);
        AddScanning(builder.Services, builder.Configuration);
        return builder.Build();
    }

    /// <summary>Decoding and hashing alone: for commands that need no hash set.</summary>
    public static IHost BuildHashing(Action<IConfigurationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(
            new HostApplicationBuilderSettings { ApplicationName = "scanworker" });
        configure(builder.Configuration);
        builder.Services.AddMetrics();
        builder.Services.AddContentFetchers(builder.Configuration);
        builder.Services.AddImageDecoding(DecoderProgram.Find("scanworker"));
        builder.Services.AddContentExamination(builder.Configuration);
        return builder.Build();
    }

    private static void AddScanning(IServiceCollection services, IConfiguration configuration)
    {
        services.AddEarlySnapshot(configuration);
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.AddUploadEvents();
        services.AddRedisHashSets(configuration);
        services.AddRedisFindingsCache(configuration);
        services.AddHashSetFiles(configuration);
        services.AddHashSets(configuration);
        services.AddCanaryPictures();
        services.AddCanaryProof(configuration);
        services.AddContentFetchers(configuration);
        services.AddImageDecoding(DecoderProgram.Find("scanworker"));
        services.AddPolicy(configuration);
        services.AddScanPipeline(configuration, Worker, Source);
    }

    private static WorkerData Worker(IServiceProvider provider) =>
        new(ProgramVersion.Text, Identity(provider).InstanceId);

    private static string Source(IServiceProvider provider) => Identity(provider).EventSource;

    // Commands that judge files have no broker configured, and so no validated options.
    private static KafkaOptions Identity(IServiceProvider provider)
    {
        var options = new KafkaOptions();
        provider.GetRequiredService<IConfiguration>().GetSection(KafkaOptions.Section).Bind(options);
        return options;
    }
}
