using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Fetching.Files;
using ScanWorker.Adapters.Fetching.Http;
using ScanWorker.Adapters.Fetching.S3;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Redis;
using ScanWorker.Commands.Sets.Serving;
using ScanWorker.Hosting.PolicyFiles;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Canary;
using ScanWorker.Pipeline.Feedback;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Lanes;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Replay.Lookback;
using ScanWorker.Replay.Rescans;

namespace ScanWorker.Hosting;

/// <summary>
/// Every section that the worker reads, so that a command which reads only some refuses a misspelt key of another. A
/// test holds it to what the worker and the custodian's commands register.
/// </summary>
internal static class KnownSections
{
    public static readonly IReadOnlyList<OptionsSection> All =
    [
        new(CanaryOptions.Section, typeof(CanaryOptions)),
        new(FileFetcherOptions.Section, typeof(FileFetcherOptions)),
        new(HttpFetcherOptions.Section, typeof(HttpFetcherOptions)),
        new(S3FetcherOptions.Section, typeof(S3FetcherOptions)),
        new(ExchangesOptions.Section, typeof(ExchangesOptions)),
        new(FeedbackOptions.Section, typeof(FeedbackOptions)),
        new(FindingsCacheOptions.Section, typeof(FindingsCacheOptions)),
        new(HealthOptions.Section, typeof(HealthOptions)),
        new(VitalsOptions.Section, typeof(VitalsOptions)),
        new(ShutdownOptions.Section, typeof(ShutdownOptions)),
        new(KafkaOptions.Section, typeof(KafkaOptions)),
        new(LaneOptions.Section, typeof(LaneOptions)),
        new(LookbackOptions.Section, typeof(LookbackOptions)),
        new(PolicyOptions.Section, typeof(PolicyOptions)),
        new(RedisOptions.Section, typeof(RedisOptions)),
        new(RescanOptions.Section, typeof(RescanOptions)),
        new(BackfillOptions.Section, typeof(BackfillOptions)),
        new(DecodeOptions.Section, typeof(DecodeOptions)),
        new(FetchOptions.Section, typeof(FetchOptions)),
        new(VideoOptions.Section, typeof(VideoOptions)),
        new(LoopOptions.Section, typeof(LoopOptions)),
        new(SetsOptions.Section, typeof(SetsOptions)),
        new(ServeOptions.Section, typeof(ServeOptions)),
        new(TelemetryOptions.Section, typeof(TelemetryOptions)),
    ];

    // Keys of the framework, and of editors that check JSON.
    private static readonly string[] OthersRoots = ["Logging", "$schema"];

    /// <summary>First parts of all keys.</summary>
    public static IReadOnlyList<string> Roots { get; } =
    [
        .. All.SelectMany(section => section.Section.Length > 0
            ? [section.Section.Split(':')[0]]
            : section.Type.GetProperties().Select(property => property.Name)).Distinct(),
    ];

    /// <summary>One line for each key that is nobody's.</summary>
    public static IEnumerable<string> Problems(IConfiguration configuration) =>
        configuration.GetChildren().Select(child => child.Key)
            .Where(key => !Roots.Concat(OthersRoots).Contains(key, StringComparer.OrdinalIgnoreCase)
                && !key.StartsWith("OTEL_", StringComparison.OrdinalIgnoreCase))
            .Select(key => $"{key}: no such setting.{NearestName.Hint(key, Roots)}")
            .Concat(UnknownKeys.Of(configuration, All));
}
