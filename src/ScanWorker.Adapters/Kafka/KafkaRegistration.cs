using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Adapters.CloudEvents;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Lookback;
using ScanWorker.Replay.Rescans;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Where uploads come from and where verdicts go.</summary>
public static class KafkaRegistration
{
    extension(IServiceCollection services)
    {
        /// <summary>
        /// Adds the upload source, its topics' ranks and the verdict sink, with options from section <c>Kafka</c>.
        /// </summary>
        public IServiceCollection AddKafka(IConfiguration configuration)
        {
            services.AddKafkaOptions(configuration);
            services.AddSingleton<IUploadSource, KafkaUploadSource>();
            services.AddSingleton<IVerdictSink, KafkaVerdictSink>();
            services.AddSingleton<IBrokerProbe, KafkaBrokerProbe>();
            // Read before anything is validated: what there is to measure does not hang on the broker's address.
            services.AddSingleton(new TopicRanks(
                configuration[$"{KafkaOptions.Section}:{nameof(KafkaOptions.Topics)}:{nameof(TopicOptions.Backfill)}"]));
            return services;
        }

        /// <summary>
        /// Adds looking back at past uploads after each publish, with options from section <c>Lookback</c>.
        /// </summary>
        /// <param name="configuration">Says whether it is wanted.</param>
        /// <param name="worker">Goes into reports.</param>
        public IServiceCollection AddLookback(IConfiguration configuration, Func<IServiceProvider, WorkerData> worker)
        {
            services.AddValidated<LookbackOptions, LookbackOptionsValidator>(configuration, LookbackOptions.Section);
            services.AddSingleton<IHashSetVersions, PublishedVersions>();
            services.AddSingleton(provider => new LateComposer(worker(provider), "/scanworker/lookback"));
            return services.AddHostedService<LookbackService>();
        }

        /// <summary>
        /// Adds trying uploads again that could not be looked at, with options from section <c>Rescan</c>; after
        /// <see cref="AddLookback"/>.
        /// </summary>
        public IServiceCollection AddRescan(IConfiguration configuration)
        {
            services.AddValidated<RescanOptions, RescanOptionsValidator>(configuration, RescanOptions.Section);
            services.AddSingleton<RescanMetrics>();
            return services.AddHostedService<RescanService>();
        }

        /// <summary>Adds the options alone.</summary>
        public IServiceCollection AddKafkaOptions(IConfiguration configuration) =>
            services.AddValidated<KafkaOptions, KafkaOptionsValidator>(configuration, KafkaOptions.Section);

        /// <summary>Adds the reader of upload events.</summary>
        /// <param name="bytesMax">A longer record value is a dead letter.</param>
        public IServiceCollection AddUploadEvents(int bytesMax = 16 << 20) =>
            services.AddSingleton<IUploadEventReader>(new CloudEventUploadReader(bytesMax));
    }
}
