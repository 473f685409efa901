using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Lanes;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline;

/// <summary>Adds the scanning line and its loop. Adapters register themselves.</summary>
public static class PipelineRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>Adds fetching, decoding and hashing, without any look-up.</summary>
        /// <param name="configuration">Sections <c>Scan:*</c>.</param>
        public IServiceCollection AddContentExamination(IConfiguration configuration)
        {
            services.AddContentStages(configuration);
            return services.AddSingleton(provider => new ContentExaminer(
                provider.GetRequiredService<FetchStage>(), provider.GetRequiredService<DecodeStage>()));
        }

        /// <summary>Adds the scanning line: one upload in, one verdict out.</summary>
        /// <param name="configuration">Sections <c>Scan:*</c>.</param>
        /// <param name="worker">Goes into every verdict.</param>
        /// <param name="source">CloudEvents source of what is emitted.</param>
        public IServiceCollection AddScanPipeline(
            IConfiguration configuration, Func<IServiceProvider, WorkerData> worker,
            Func<IServiceProvider, string> source)
        {
            services.AddContentExamination(configuration);
            services.AddSingleton<ScanMetrics>().AddSingleton<SearchPlanner>().AddSingleton<FindingsMemory>();
            services.AddSingleton(provider => new FindingsOrigin(
                worker(provider).Version, provider.GetServices<DecoderVersion>()));
            services.TryAddSingleton<IFindingsCache, NoFindingsCache>();
            services.TryAddSingleton<IMatchGuard, TrustingMatchGuard>();
            services.AddValidated<TelemetryOptions, TelemetryOptionsValidator>(configuration, TelemetryOptions.Section);
            services.AddSingleton<ShortIds>();
            services.AddSingleton<IUploadScanner, ScanPipeline>();
            services.AddSingleton(provider => new EventComposer(worker(provider), source(provider)));
            services.AddSingleton<RecordFaults>();
            services.AddSingleton(provider => new RecordJudge(
                provider.GetRequiredService<IUploadEventReader>(), provider.GetRequiredService<IUploadScanner>(),
                provider.GetRequiredService<EventComposer>(), provider.GetRequiredService<RecordFaults>(),
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ScanMetrics>(), provider.GetRequiredService<ShortIds>()));
            return services;
        }

        /// <summary>Adds the loop that takes uploads from a source and commits their events to a sink.</summary>
        public IServiceCollection AddScanLoop(IConfiguration configuration)
        {
            services.AddValidated<LoopOptions, LoopOptionsValidator>(configuration, LoopOptions.Section);
            services.AddValidated<BackfillOptions, BackfillOptionsValidator>(configuration, BackfillOptions.Section);
            services.TryAddSingleton(TopicRanks.LiveAlone);
            services.AddValidated<LaneOptions, LaneOptionsValidator>(configuration, LaneOptions.Section);
            services.AddValidated<ShutdownOptions, ShutdownOptionsValidator>(configuration, ShutdownOptions.Section);
            services.AddSingleton<LoopState>().AddSingleton<LoopMetrics>()
                .AddSingleton<LimitMetrics>().AddSingleton<ProcessFault>().AddSingleton<Readiness>();
            services.AddSingleton<ScanLoop>().AddHostedService(provider => provider.GetRequiredService<ScanLoop>());
            return services;
        }
    }
}
