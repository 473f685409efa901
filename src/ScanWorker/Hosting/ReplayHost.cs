using System.Diagnostics;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Fetching;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Runs;

namespace ScanWorker.Hosting;

/// <summary>
/// The scanning line of the daemon for a replay: a set and a policy that stay, and no broker, store, cache or wall
/// clock.
/// </summary>
internal static class ReplayHost
{
    /// <param name="configuration">For limits and where content may be.</param>
    /// <param name="set">What is matched against.</param>
    /// <param name="policy">What judges.</param>
    /// <param name="root">Where files are; null: where the events say.</param>
    /// <param name="decoders">Asked before others.</param>
    public static ServiceProvider Build(
        IConfigurationRoot configuration, LoadedHashSet set, VerdictPolicy policy, ContentRoot? root,
        RecordedDecoders decoders)
    {
        var settings = new ConfigurationBuilder()
            .AddConfiguration(configuration).AddInMemoryCollection(Fixed(configuration, root)).Build();
        var (services, clock, cell) = (new ServiceCollection(), new RecordClock(), new HashIndexCell());
        cell.Swap(set);
        services.AddSingleton<IConfiguration>(settings).AddLogging();
        services.AddSingleton(clock)
            .AddSingleton<TimeProvider>(clock).AddSingleton(cell).AddSingleton(new PolicyCell(policy));
        services.AddMetrics();
        services.AddUploadEvents();
        services.AddContentFetchers(settings);
        services.AddImageDecoding(DecoderProgram.Find("scanworker"));
        services.AskRecorded(decoders);
        services.AddScanPipeline(settings, _ => Worker, _ => "/scanworker/replay");
        services.AddSingleton<IUploadScanner>(provider =>
            new ReplayScanner(ActivatorUtilities.CreateInstance<ScanPipeline>(provider), root));
        services.AddSingleton<ReplayEngine>();
        return services.BuildServiceProvider();
    }

    /// <summary>
    /// The program, without the commit it was built from and without the machine: those change no verdict.
    /// </summary>
    public static WorkerData Worker { get; } = new(ProgramVersion.Text.Split('+')[0], "replay");

    private static void AskRecorded(this ServiceCollection services, RecordedDecoders decoders)
    {
        var usual = services.Last(service => service.ServiceType == typeof(IContentFingerprinter));
        services.AddSingleton<IContentFingerprinter>(provider => new ReplayFingerprinter(
            usual.ImplementationFactory?.Invoke(provider) as IContentFingerprinter
                ?? throw new UnreachableException("Fingerprinters are made by factories."),
            decoders));
    }

    // A deadline would let the machine's load decide a verdict.
    private static Dictionary<string, string?> Fixed(IConfiguration configuration, ContentRoot? root)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Scan:Fetch:Deadline"] = "00:05:00",
            ["Scan:Decode:Deadline"] = "00:05:00",
        };
        if (root is not null)
        {
            settings[$"Content:Roots:{configuration.GetSection("Content:Roots").GetChildren().Count()}"] = root.Folder;
        }

        return settings;
    }
}
