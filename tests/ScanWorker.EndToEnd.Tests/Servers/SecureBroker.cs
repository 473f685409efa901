using System.Globalization;
using ScanWorker.Adapters.Kafka;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>
/// A real broker as <c>deploy/compose.yaml</c> configures it: TLS, SCRAM and ACLs, with topics and grants by
/// <c>deploy/topics/create.sh</c>.
/// </summary>
/// <remarks>The test itself comes in by the listener without a login, as the set-up container does.</remarks>
internal sealed class SecureBroker : IBroker
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-kafka-");
    private readonly int _adminPort = FreePorts.Next();
    private readonly int _securePort = FreePorts.Next();
    private readonly int _expiredPort = FreePorts.Next();
    private readonly KafkaJars _jars;
    private readonly DeploySecrets _secrets;
    private readonly OwnedProcess _process;

    public SecureBroker(KafkaJars jars, DeploySecrets secrets)
    {
        (_jars, _secrets) = (jars, secrets);
        var properties = Path.Combine(_folder.FullName, "server.properties");
        File.WriteAllLines(
            properties, Properties(new ComposeService("kafka", secrets)).Select(pair => $"{pair.Key}={pair.Value}"));
        jars.Format(properties, "--add-scram", Scram("scanworker"), "--add-scram", Scram(DeploySecrets.Stranger));
        _process = jars.StartBroker(properties);
        BrokerAdmin.WaitUntilItAnswers(Options, _process);
    }

    public KafkaOptions Options => new() { BootstrapServers = At(_adminPort) };

    /// <summary>What a worker needs to come in.</summary>
    public IReadOnlyDictionary<string, string> WorkerSettings => new Dictionary<string, string>
    {
        ["Kafka:BootstrapServers"] = At(_securePort),
        ["Kafka:Client:security.protocol"] = "SASL_SSL",
        ["Kafka:Client:sasl.mechanism"] = "SCRAM-SHA-512",
        ["Kafka:Client:sasl.username"] = "scanworker",
        ["Kafka:Client:sasl.password"] = _secrets.Password,
        ["Kafka:Client:ssl.ca.location"] = _secrets.Authority,
    };

    /// <summary>The same broker behind a certificate that was good until yesterday.</summary>
    public string ExpiredAddress => At(_expiredPort);

    public void CreateTopics()
    {
        _jars.WriteScripts(_folder.FullName);
        using var script = OwnedProcess.Start(
            "sh", [Path.Combine(RepositoryRoot.Path, "deploy", "topics", "create.sh")], new Dictionary<string, string>
            {
                ["BOOTSTRAP"] = At(_adminPort),
                ["KAFKA_BIN"] = _folder.FullName,
                ["REPLICAS"] = "1",
                ["PARTITIONS"] = "4",
            });
        Assert.That(script.WaitForExit(TimeSpan.FromMinutes(3)), Is.Zero, script.Output);
    }

    public void Dispose()
    {
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    private string Scram(string user) => $"SCRAM-SHA-512=[name={user},password={_secrets.Password}]";

    // The compose file's, except for where things are on this machine, and one more listener.
    private Dictionary<string, string> Properties(ComposeService compose)
    {
        var controller = At(FreePorts.Next());
        var settings = new Dictionary<string, string>(compose.BrokerSettings)
        {
            ["controller.quorum.bootstrap.servers"] = controller,
            ["listeners"] =
                $"PLAINTEXT://{At(_adminPort)},SASL_SSL://{At(_securePort)},EXPIRED://{At(_expiredPort)},CONTROLLER://{controller}",
            ["advertised.listeners"] =
                $"PLAINTEXT://{At(_adminPort)},SASL_SSL://{At(_securePort)},EXPIRED://{At(_expiredPort)}",
            ["log.dirs"] = Path.Combine(_folder.FullName, "data"),
            ["group.initial.rebalance.delay.ms"] = "0",
            ["offsets.topic.num.partitions"] = "4",
            ["transaction.state.log.num.partitions"] = "4",
            ["listener.name.expired.scram-sha-512.sasl.jaas.config"] =
                "org.apache.kafka.common.security.scram.ScramLoginModule required;",
            ["listener.name.expired.ssl.keystore.location"] = _secrets.PathOf("expired.pem"),
        };
        settings["listener.security.protocol.map"] += ",EXPIRED:SASL_SSL";
        settings.Remove("controller.quorum.voters");
        return settings;
    }
}
