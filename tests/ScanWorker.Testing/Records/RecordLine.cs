using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Fetching.Files;
using ScanWorker.Adapters.Fetching.Http;
using ScanWorker.Adapters.Fetching.S3;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Testing.Records;

/// <summary>
/// From a record to the events that a broker takes, as the worker goes: the real reader, fetchers, decoder and policy,
/// and only the store and the broker played.
/// </summary>
internal sealed class RecordLine : IDisposable
{
    /// <summary>The one host that may be asked; what it answers is <see cref="PlayedStore"/>.</summary>
    public const string Host = "store.example";

    private readonly ServiceProvider _services;
    private readonly HttpClient _store = new(new PlayedStore());

    public RecordLine()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Scan:Fetch:AttemptsMax"] = "1" }).Build();
        var cell = new HashIndexCell();
        cell.Swap(RecordJudges.EmptySet);
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<IMeterFactory>(new FakeMeterFactory())
            .AddSingleton(TimeProvider.System).AddSingleton(cell)
            .AddSingleton(new PolicyCell(new VerdictPolicy(new PolicySettings(), "test")));
        services.AddUploadEvents();
        services.AddImageDecoding();
        services.AddSingleton<IContentFetcher>(
            new FileFetcher(Options.Create(new FileFetcherOptions { Roots = [Path.GetTempPath()] })));
        services.AddSingleton<IContentFetcher>(new HttpFetcher(
            Options.Create(new HttpFetcherOptions { HttpHosts = [Host] }), TimeProvider.System, _store));
        services.AddSingleton<IContentFetcher>(
            new S3Fetcher(Options.Create(new S3FetcherOptions { Buckets = ["none"] }), TimeProvider.System));
        services.AddScanPipeline(configuration, _ => new WorkerData("test", "test"), _ => "/test");
        _services = services.BuildServiceProvider();
        Judge = _services.GetRequiredService<RecordJudge>();
    }

    public RecordJudge Judge { get; }

    /// <summary>The events that are committed where no topic takes more than <paramref name="limitBytes"/>.</summary>
    public IReadOnlyList<OutboundEvent> Outcome(InboundRecord record, int limitBytes)
    {
        var events = Judge.JudgeAsync(record, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        while (events.Any(outbound => RecordSize.Of(outbound) > limitBytes))
        {
            events = OversizeEvents.Shrink(events, record.Position);
        }

        return events;
    }

    public void Dispose()
    {
        _services.Dispose();
        _store.Dispose();
    }
}
