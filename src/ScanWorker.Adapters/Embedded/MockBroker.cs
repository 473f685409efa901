using System.Collections.Immutable;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Metadata;
using ScanWorker.Adapters.Kafka.Offsets;
using ScanWorker.Pipeline.Loop;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Embedded;

/// <summary>What the worker needs around its own parts where the broker is an <see cref="EmbeddedKafka"/>.</summary>
/// <remarks>The mock answers what a transaction says of offsets, and forgets it; and it holds an empty fetch for all of
/// the time that it may. What it does not know is in <see cref="BrokerQuirks"/>.</remarks>
public static class MockBroker
{
    extension(IServiceCollection services)
    {
        /// <summary>Puts them around, if <see cref="KafkaOptions.MockBroker"/> says so; after those parts.</summary>
        public IServiceCollection AddMockBroker(IConfiguration configuration)
        {
            if (!configuration.GetValue<bool>($"{KafkaOptions.Section}:{nameof(KafkaOptions.MockBroker)}"))
            {
                return services;
            }

            services.PostConfigure<KafkaOptions>(Adapt);
            services.AddSingleton<MockUploadSource>();
            services.AddSingleton<IUploadSource>(provider => provider.GetRequiredService<MockUploadSource>());
            return services.AddSingleton<IVerdictSink>(provider => new MockVerdictSink(
                ActivatorUtilities.CreateInstance<KafkaVerdictSink>(provider, false),
                provider.GetRequiredService<MockUploadSource>()));
        }
    }

    /// <summary>Sets what suits the mock.</summary>
    internal static void Adapt(KafkaOptions options)
    {
        options.OffsetsLost = OffsetsLostPolicy.Earliest; // It knows of none.
        options.Client.TryAdd("fetch.wait.max.ms", "10");
        options.Quirks = new BrokerQuirks { HidesMembers = true, HidesTimes = true, Committed = Commit };
    }

    private static void Commit(KafkaOptions options, OutboundBatch batch)
    {
        using var consumer = new ConsumerBuilder<byte[]?, byte[]?>(KafkaSettings.Reader(options, options.GroupId))
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        consumer.Commit(OffsetsOf(batch.Next));
    }

    private static List<TopicPartitionOffset> OffsetsOf(IReadOnlyDictionary<TopicPartition, long> next) =>
        [.. next.Select(pair => new TopicPartitionOffset(pair.Key.Topic, pair.Key.Partition, pair.Value))];

    private sealed class MockUploadSource(
        IOptions<KafkaOptions> options, TimeProvider clock, ILogger<KafkaUploadSource> logger,
        ILogger<KafkaVerdictSink> sinkLogger) : KafkaUploadSource(options, clock, logger, sinkLogger)
    {
        /// <summary>Commits as the member that it is; from any thread.</summary>
        public void Commit(IReadOnlyDictionary<TopicPartition, long> next) => Consumer.Commit(OffsetsOf(next));
    }

    private sealed class MockVerdictSink(KafkaVerdictSink sink, MockUploadSource source) : IVerdictSink
    {
        public void Open(CancellationToken stopping) => sink.Open(stopping);

        public CommitOutcome Commit(OutboundBatch batch, CancellationToken stopping)
        {
            var unproven = ImmutableDictionary<TopicPartition, long>.Empty;
            var outcome = sink.Commit(batch with { Unproven = unproven }, stopping);
            if (outcome is CommitOutcome.Committed)
            {
                source.Commit(batch.Next);
            }

            return outcome;
        }

        public void Dispose() => sink.Dispose();
    }
}
