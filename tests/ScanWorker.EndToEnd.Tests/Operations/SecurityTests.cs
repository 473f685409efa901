using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>
/// Broker and Redis behind TLS, logins and ACLs, as deploy/ sets them up: what is right works, what is wrong is named.
/// </summary>
[TestFixtureSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
internal sealed class SecurityTests(ServerKind kind)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private SecureWorld? _secure;

    private SecureWorld Secure => _secure ?? throw new AssertionException($"The {kind} servers are not up.");

    [OneTimeSetUp]
    public void StartServers() => _secure = new SecureWorld();

    [OneTimeTearDown]
    public void StopServers() => _secure?.Dispose();

    [Test]
    public async Task Worker_WithWhatDeployGrants_JudgesUploadsUntilOneGrantIsTaken()
    {
        var world = Secure.World;
        using var worker = world.StartWorker("right", Secure.Settings());
        worker.WaitUntilReady();
        await world.Uploads.SendAsync(44);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => worker.Output);

        Secure.MayWriteReports(false);
        try
        {
            await world.Uploads.SendAsync(44);
            WaitForReason(worker, "transactions in a row were not written (TopicAuthorizationFailed).");
        }
        finally
        {
            Secure.MayWriteReports(true);
        }

        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => worker.Output);
        worker.Terminate();
        Assert.That(worker.WaitForExit(), Is.Zero, worker.Output);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    [TestCaseSource(nameof(Wrong))]
    public void Worker_SomethingIsWrong_IsNotReadyAndSaysWhat(
        Func<SecureWorld, (string Key, string Value)> wrong, string reason, string _)
    {
        var (key, value) = wrong(Secure);
        using var worker = Secure.World.StartWorker(
            TestContext.CurrentContext.Test.ID, Secure.Settings(KeyValuePair.Create(key, value)));

        WaitForReason(worker, reason);
        worker.Terminate();

        Assert.That(worker.WaitForExit(), Is.Zero, worker.Output);
    }

    [TestCaseSource(nameof(Wrong))]
    public void Doctor_SomethingIsWrong_SaysWhat(
        Func<SecureWorld, (string Key, string Value)> wrong, string _, string advice)
    {
        var (key, value) = wrong(Secure);

        var (code, output) = Secure.World.RunDoctor(Secure.Settings(KeyValuePair.Create(key, value)));

        Assert.That(code, Is.EqualTo(69), output);
        Assert.That(output, Does.Contain(advice));
    }

    [Test]
    public void Doctor_WithWhatDeployGrants_IsContent()
    {
        var (code, output) = Secure.World.RunDoctor(Secure.Settings());

        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Not.Contain("BAD"));
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case(
            "BrokerPassword", _ => ("Kafka:Client:sasl.password", "wrong"),
            "refuses the login that Kafka:Client names", "refuses the login that Kafka:Client names");
        yield return Case(
            "BrokerCertificate", secure => ("Kafka:BootstrapServers", secure.Broker.ExpiredAddress),
            "Its certificate (CN=expired) has expired on", "Its certificate (CN=expired) has expired on");
        yield return Case(
            "BrokerGrants", _ => ("Kafka:Client:sasl.username", DeploySecrets.Stranger),
            "The consumer group does not say which partitions are ours: ",
            "Topic uploads cannot be seen (TopicAuthorizationFailed): grant Describe and Read on it.");
        yield return Case(
            "RedisPassword", secure => ("Redis:ConnectionString", secure.Redis.Connection("scanworker", "wrong")),
            "No hash set has been loaded: Redis refuses the login of Redis:ConnectionString",
            "Redis refuses the login of Redis:ConnectionString");
        yield return Case(
            "RedisCertificate",
            secure => ("Redis:ConnectionString", secure.ExpiredRedis.Connection("scanworker", secure.Secrets.Password)),
            "No hash set has been loaded: The TLS handshake with Redis failed: Its certificate (CN=expired) is good from",
            "Its certificate (CN=expired) is good from");
        yield return Case(
            "RedisGrants", secure =>
                ("Redis:ConnectionString", secure.Redis.Connection(DeploySecrets.Stranger, secure.Secrets.Password)),
            "No hash set has been loaded: Redis refused GET (NOPERM): the user of Redis:ConnectionString needs",
            "Redis refused TIME (NOPERM): the user of Redis:ConnectionString needs");

        static TestCaseData Case(
            string name, Func<SecureWorld, (string, string)> wrong, string reason, string advice) =>
            new TestCaseData(wrong, reason, advice).SetArgDisplayNames(name);
    }

    // The page's function 'custodian' and the worker's own variables, as secrets.sh writes both.
    [TestCase("custodian.env", 0)]
    [TestCase("scanworker.env", 69)]
    public void Publish_WithTheVariablesOfSecrets_IsTheCustodiansAlone(string variables, int exitCode)
    {
        const string Key = "SCANWORKER__Redis__ConnectionString=redis:6380";
        var connection = File.ReadLines(Secure.Secrets.PathOf(variables))
            .Single(line => line.StartsWith(Key, StringComparison.Ordinal))[Key.Length..];
        var address = Secure.Redis.ConnectionString.Split(',')[0];

        var (code, output) = Secure.World.Try(
            ["sets", "add", "md5:0000000000000000000000000000000f", "--bank", UploadKinds.BlockBank, "--id", variables,
                $"--Redis:ConnectionString={address}{connection}"]);

        Assert.That(code, Is.EqualTo(exitCode), output);
        Assert.That(output.Contains("(NOPERM)", StringComparison.Ordinal), Is.EqualTo(exitCode != 0), output);
        Assert.That(
            File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "deploying.md")),
            Does.Contain("-e \"$(cat deploy/secrets/custodian.env)\""));
    }

    private static void WaitForReason(WorkerProcess worker, string reason)
    {
        var health = "";
        Poll.Until(
            () => (health = worker.HealthTextOf("ready") ?? "").Contains(reason, StringComparison.Ordinal)
                || worker.HasExited,
            Patience, () => $"{health}\n{worker.Output}");
        Assert.That(health, Does.Contain(reason).And.Contain("\"not ready\""), worker.Output);
    }
}
