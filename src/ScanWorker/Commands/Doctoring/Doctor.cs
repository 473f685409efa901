using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Files;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Redis;
using ScanWorker.Hosting.PolicyFiles;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Canary;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Commands.Doctoring;

/// <summary>Looks at everything that a worker with this configuration needs, and writes nothing anywhere.</summary>
/// <param name="services">Of a worker that is built and not started; its configuration is valid.</param>
internal sealed class Doctor(IServiceProvider services)
{
    public async IAsyncEnumerable<Diagnosis> ExamineAsync()
    {
        yield return new Diagnosis("configuration", null, "every key is known and every value in range");
        foreach (var one in await BrokerAsync())
        {
            yield return one;
        }

        yield return await RedisAsync();
        var (hashSet, banks) = await HashSetAsync();
        yield return hashSet;
        yield return Policy(banks);
        yield return Findings();
        yield return await ClockAsync();
        foreach (var one in Roots())
        {
            yield return one;
        }

        foreach (var one in await new DecoderExamination(services).RunAsync())
        {
            yield return one;
        }

        yield return await CanaryAsync();
    }

    private async Task<IEnumerable<Diagnosis>> BrokerAsync()
    {
        var options = services.GetRequiredService<IOptions<KafkaOptions>>().Value;
        var problems = await new KafkaExamination(options, services.GetRequiredService<TimeProvider>()).RunAsync();
        var library = new Diagnosis("kafka-client", null, $"librdkafka {KafkaLibrary.Version}, {KafkaLibrary.Path}");
        return problems.Count == 0
            ? [library, new Diagnosis("broker", null, "reached; topics, group and transactions are as needed")]
            : [library, .. problems.Select(problem => new Diagnosis("broker", problem))];
    }

    private async Task<Diagnosis> RedisAsync()
    {
        try
        {
            return new Diagnosis("redis", null, await services.GetRequiredService<RedisExamination>().VersionAsync());
        }
        catch (HashSetStoreUnavailableException problem)
        {
            return new Diagnosis(
                "redis", $"{problem.Message} See Redis:ConnectionString and Redis:CertificateAuthority.");
        }
    }

    private async Task<(Diagnosis Found, IReadOnlyCollection<string>? Banks)> HashSetAsync()
    {
        var name = services.GetRequiredService<IOptions<SetsOptions>>().Value.Name;
        try
        {
            var store = services.GetRequiredService<IHashSetStore>();
            if (await store.ReadHeadAsync(name, CancellationToken.None) is not { } head)
            {
                return Bad(
                    $"No version of set {name} is published: 'scanworker sets publish' does, and Sets:Name names it.");
            }

            var manifest = await services
                .GetRequiredService<HashSetLoader>().ReadManifestAsync(head, 0, CancellationToken.None);
            var banks = manifest.Manifest.Banks;
            return banks.Sum(bank => bank.Entries) is > 0 and var entries
                ? (new Diagnosis("hash-set", null, $"version {head}, {entries} entries in {banks.Length} banks, believed"),
                    [.. banks.Select(bank => bank.Name)])
                : Bad($"Version {head} of set {name} has no live entries, so no upload would match. See runbook no-entries.");
        }
        catch (HashSetRefusedException refusal)
        {
            return Bad($"The published version is refused: {refusal.Message} See Sets:Signing and runbook set-refused.");
        }
        catch (HashSetStoreUnavailableException)
        {
            return Bad("Not known while Redis does not answer.");
        }

        static (Diagnosis, IReadOnlyCollection<string>?) Bad(string problem) =>
            (new Diagnosis("hash-set", problem), null);
    }

    // A slip in a bank's name is a problem; a bank may also be named before its list comes.
    private Diagnosis Policy(IReadOnlyCollection<string>? banks)
    {
        var policy = services.GetRequiredService<PolicyCell>().Current;
        if (policy.Settings.Banks.Count == 0)
        {
            return new Diagnosis("policy", null, "names no bank: all are treated alike");
        }

        if (banks is null)
        {
            return new Diagnosis("policy", null, "which of its banks have lists is not known without a hash set");
        }

        var unknown = PolicyBanks.Unknown(policy, banks);
        var sentences = string.Join(' ', unknown);
        return unknown.Any(bank => bank.Hint.Length > 0)
            ? new Diagnosis("policy", $"What it says has no effect. {sentences}")
            : new Diagnosis("policy", null, unknown.Count == 0 ? "its banks have lists" : sentences);
    }

    private Diagnosis Findings()
    {
        var options = services.GetRequiredService<IOptions<FindingsCacheOptions>>().Value;
        var redis = services.GetRequiredService<IOptions<RedisOptions>>().Value;
        return !options.Enabled
            ? new Diagnosis("findings", null, "switched off by Findings:Enabled; every re-upload is decoded again")
            : options.SecretWith(redis).Length > 0
                ? new Diagnosis("findings", null, "kept in Redis, sealed")
                : new Diagnosis(
                    "findings",
                    "The findings cache is off, and every re-upload is decoded again: Redis has no password to seal "
                        + "findings with. Set Findings:Key, the same on every worker, or Findings:Enabled to false.");
    }

    private async Task<Diagnosis> ClockAsync()
    {
        try
        {
            return await services.GetRequiredService<RedisExamination>().ClockDifferenceAsync() is { } ahead
                ? new Diagnosis(
                    "clock", $"Redis' clock is {ahead.TotalSeconds:0} s ahead of this machine's: set both by NTP.")
                : new Diagnosis("clock", null, "agrees with Redis");
        }
        catch (HashSetStoreUnavailableException)
        {
            return new Diagnosis("clock", "Not known while Redis does not answer.");
        }
    }

    private IEnumerable<Diagnosis> Roots() =>
        from root in services.GetRequiredService<IOptions<FileFetcherOptions>>().Value.Roots
        select Directory.Exists(root)
            ? new Diagnosis("content", null, $"{root} is there")
            : new Diagnosis(
                "content", $"Content root {root} is no folder that this user sees: mount it, or change Content:Roots.");

    private async Task<Diagnosis> CanaryAsync()
    {
        var empty = new LoadedHashSet(
            HashIndex.Empty, new HashSetManifest("doctor", 1, 0, DateTimeOffset.UnixEpoch, [], []),
            DateTimeOffset.UnixEpoch);
        var policy = services.GetRequiredService<PolicyCell>().Current;
        var problem = await services.GetRequiredService<CanaryProbe>().RunAsync(empty, policy, CancellationToken.None);
        return problem is null
            ? new Diagnosis("canary", null, "every format is decoded, hashed, found and blocked")
            : new Diagnosis("canary", $"{problem.Message} See runbook canary-failing.");
    }
}
