using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Samples;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Canary;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;
using ScanWorker.Testing.Canary;

namespace ScanWorker.Pipeline.Tests.Canary;

/// <summary>The canary with the real stages and the real decoder, each of which can be broken.</summary>
internal sealed class CanaryHarness : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly FakeMeterFactory _meters = new();

    public CanaryHarness(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(
                settings.Select(setting => KeyValuePair.Create<string, string?>(setting.Key, setting.Value))).Build();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.AddProvider(new FakeLoggerProvider(Logs)));
        services.AddSingleton<TimeProvider>(Clock);
        services.AddCanaryPictures().AddImageDecoding();
        FaultyFingerprinter.Decorate(services);
        services.AddContentExamination(configuration);
        _services = services.BuildServiceProvider();
        Condition = new CanaryCondition(Canary, Clock, _services.GetRequiredService<ILogger<CanaryCondition>>());
        Policies = new PolicyCell(Policy("{}"));
    }

    public FakeTimeProvider Clock { get; } = new();

    public FakeLogCollector Logs { get; } = new();

    public HashIndexCell HashSet { get; } = new();

    public PolicyCell Policies { get; }

    public CanaryCondition Condition { get; }

    public FaultyFingerprinter Decoder => _services.GetRequiredService<FaultyFingerprinter>();

    public IReadOnlyList<CanaryPicture> Pictures => _services.GetRequiredService<ICanaryPictures>().All;

    public Func<HashIndex, HashIndex> Over { get; set; } = CanaryEntries.Over;

    public Func<VerdictPolicy, VerdictPolicy> Under { get; set; } = CanaryEntries.Under;

    private static IOptions<CanaryOptions> Canary { get; } = Options.Create(new CanaryOptions());

    public static VerdictPolicy Policy(string json)
    {
        var problems = new List<string>();
        return PolicyFile.Read(System.Text.Encoding.UTF8.GetBytes(json), problems)
            ?? throw new ArgumentException(string.Join(" ", problems), nameof(json));
    }

    public static LoadedHashSet Set(params Entry[] entries) => new(
        HashIndex.Build(entries), new HashSetManifest("default", 1, 0, DateTimeOffset.UnixEpoch, [], []),
        DateTimeOffset.UnixEpoch);

    public CanaryProbe Probe() => new(
        _services.GetRequiredService<ICanaryPictures>(),
        new CanaryLine(_services.GetRequiredService<FetchStage>(), _services.GetRequiredService<DecodeStage>(), Clock)
        {
            Over = index => Over(index),
            Under = policy => Under(policy),
        },
        Canary, Clock, new CanaryMetrics(_meters));

    public CanaryWatch Watch() => new(Probe(), Condition, HashSet, Policies, Canary, Clock);

    public ValueTask<CanaryProblem?> RunAsync(LoadedHashSet set, string policy = "{}") =>
        Probe().RunAsync(set, Policy(policy), CancellationToken.None);

    public void Dispose()
    {
        _services.Dispose();
        _meters.Dispose();
    }
}
