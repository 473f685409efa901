using ScanWorker.Adapters.Embedded;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Demo;

/// <summary>
/// What the demo needs around a worker: embedded servers, a folder of uploads, keys and a configuration.
/// </summary>
internal sealed class DemoWorld : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-demo-");
    private readonly EmbeddedKafka _kafka = EmbeddedKafka.Start();
    private readonly EmbeddedRedis _redis = EmbeddedRedis.Start();

    public DemoWorld()
    {
        (PrivateKey, PublicKey) = SigningKey.Generate();
        Uploads = _folder.CreateSubdirectory("uploads");
        Kafka = _kafka.Options;
        _kafka.CreateTopics(Kafka.Topics.All);
    }

    public KafkaOptions Kafka { get; }

    public string BootstrapServers => _kafka.BootstrapServers;

    public int RedisPort => _redis.Port;

    public string PrivateKey { get; }

    public string PublicKey { get; }

    /// <summary>The upload service's storage.</summary>
    public DirectoryInfo Uploads { get; }

    public string WorkingSet => Path.Combine(_folder.FullName, "hash-sets");

    /// <summary>Settings of the worker; everything else is a default.</summary>
    public void Configure(IConfigurationBuilder configuration)
    {
        var policy = Path.Combine(_folder.FullName, "policy.json");
        File.WriteAllText(policy, """
            {
              "banks": {
                "demo-block": { "action": "block" },
                "demo-review": { "action": "review", "reportable": false }
              },
              "scope": [ { "name": "private-notes", "surfaces": ["private-notes"], "scan": false } ]
            }
            """);
        configuration.Sources.Clear();
        configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Kafka:BootstrapServers"] = BootstrapServers,
            ["Kafka:InstanceId"] = "demo",
            ["Kafka:GroupProtocol"] = "consumer", // The mock makes a classic group wait for three seconds.
            ["Kafka:MockBroker"] = "true",
            ["Redis:ConnectionString"] = _redis.ConnectionString,
            ["Findings:Key"] = "demo",
            ["Sets:Signing:PublicKey"] = PublicKey,
            ["Content:Roots:0"] = Uploads.FullName,
            ["Policy:File"] = policy,
            ["Health:Port"] = "0",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:Console:LogLevel:Default"] = "Error", // What embedded servers lack is no news in a terminal.
        });
    }

    public void Dispose()
    {
        _kafka.Dispose();
        _redis.Dispose();
        _folder.Delete(recursive: true);
    }
}
