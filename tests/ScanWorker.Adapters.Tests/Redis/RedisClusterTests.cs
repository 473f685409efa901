using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Redis;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.FloodGuard;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;
using ScanWorker.Testing.Servers;
using StackExchange.Redis;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>A cluster alone: where keys are, the users of <c>deploy</c>, and slots that nobody serves.</summary>
[TestFixture, Parallelizable(ParallelScope.Self)]
internal sealed class RedisClusterTests
{
    private const string Password = "a password of the test's own";
    private static readonly EntryKey Counted = new("csam", "test", "counted");

    private static IEnumerable<string> Here => RedisProcess.IsInstalled ? ["default", "eu.images-2"] : [];

    private static IEnumerable<string> Blind => RedisProcess.IsInstalled ? ["blind"] : [];

    private static string DigestOfThePassword =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Password)));

    [TestCaseSource(nameof(Here))]
    public async Task Publish_AsTheUsersOfDeploy_IsInOneSlotAndReadByAWorker(string set)
    {
        using var cluster = RedisCluster.Start(Users());
        await using var custodian = new RedisConnections(OptionsOf(cluster, "custodian"));
        await using var worker = new RedisConnections(OptionsOf(cluster, "scanworker"));
        var version = HashSetVersions.Version(1, null, set, [HashSetVersions.Entry("a")]);

        _ = await new RedisHashSetStore(custodian, OptionsOf(cluster, "custodian"))
            .PublishAsync(version, null, CancellationToken.None);
        var store = new RedisHashSetStore(worker, OptionsOf(cluster, "scanworker"));
        await new RedisLiveVersions(worker)
            .TellAsync(set, "worker", 1, TimeSpan.FromMinutes(1), CancellationToken.None);
        var counters = CountersOf(worker, cluster);
        var counted = await counters.CountAsync(
            set, Counted, [new Hash256(SHA256.HashData("u"u8))], TimeSpan.FromHours(1), CancellationToken.None);
        _ = await counters.QuarantineAsync(
            set, new Quarantine(Counted, HashSetVersions.Created, 1), CancellationToken.None);

        Assert.That(await store.ReadHeadAsync(set, CancellationToken.None), Is.EqualTo(1));
        Assert.That(
            (await store.ReadManifestAsync(set, 1, CancellationToken.None))?.ToArray(),
            Is.EqualTo(version.Manifest.Document.ToArray()));
        Assert.That(
            await store.ReadChunkAsync(
                set, version.Manifest.Manifest.Segments[0].Id, 0, new byte[HashSetLayout.ChunkBytes],
                CancellationToken.None),
            Is.Positive);
        Assert.That(
            (await new RedisLiveVersions(custodian).ReadAsync(set, CancellationToken.None)).Read.Single().Worker,
            Is.EqualTo("worker"));
        Assert.That(counted, Is.EqualTo(1));
        Assert.That(
            await CountersOf(custodian, cluster).ReleaseAsync(set, Counted, CancellationToken.None), Is.True);
        Assert.That(await SlotsOfTheSetAsync(cluster, set), Has.Count.EqualTo(1));
    }

    [TestCaseSource(nameof(Blind))]
    public async Task Examine_ACluster_NamesItAndRefusesOneThatIsNotWholeOrHidesItsNodes(string blind)
    {
        using var cluster = RedisCluster.Start(
            Users() + $"user {blind} on #{DigestOfThePassword} ~* &* +@all -cluster|nodes\n");
        Assert.That(await ExamineAsync(cluster, "scanworker"), Does.StartWith("Cluster "));
        Assert.That(await ExamineAsync(cluster, blind), Does.Contain("+cluster|nodes"));

        cluster.Kill(2);

        await Poll.UntilAsync(
            async () => (await ExamineAsync(cluster, "scanworker"))
                .Contains("of its 16384 slots", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), () => "A cluster without a third of its slots is whole.");
    }

    // What doctor says of it: with connections of its own, as a process of its own has.
    private static async Task<string> ExamineAsync(RedisCluster cluster, string user)
    {
        await using var connections = new RedisConnections(OptionsOf(cluster, user));
        var examination = new RedisExamination(connections, TimeProvider.System);
        try
        {
            Assert.That(await examination.ClockDifferenceAsync(), Is.Null);
            return await examination.VersionAsync();
        }
        catch (HashSetStoreUnavailableException problem)
        {
            return problem.Message;
        }
    }

    private static RedisFloodCounters CountersOf(RedisConnections connections, RedisCluster cluster) => new(
        connections, TimeProvider.System, Options.Create(new FindingsCacheOptions { Key = "key" }),
        OptionsOf(cluster, "scanworker"));

    // By an administrator, who sees every key: those of the versions, wherever they are.
    private static async Task<HashSet<int>> SlotsOfTheSetAsync(RedisCluster cluster, string set)
    {
        await using var admin = await ConnectionMultiplexer.ConnectAsync(cluster.ConnectionString);
        var slots = new HashSet<int>();
        foreach (var server in admin.GetServers())
        {
            await foreach (var key in server.KeysAsync(pattern: "sw:*"))
            {
                var name = key.ToString();
                if (name.EndsWith(":head", StringComparison.Ordinal) || name.Contains(":v:", StringComparison.Ordinal)
                    || name.Contains(":seg:", StringComparison.Ordinal))
                {
                    Assert.That(name, Does.Contain(set));
                    slots.Add(admin.HashSlot(key));
                }
            }
        }

        return slots;
    }

    private static IOptions<RedisOptions> OptionsOf(RedisCluster cluster, string user) => Options.Create(
        new RedisOptions { ConnectionString = $"{cluster.ConnectionString},user={user},password={Password}" });

    // As deploy/secrets.sh makes it, with a default user who may set the cluster up.
    private static string Users()
    {
        var users = File.ReadAllLines(UsersFile()).Where(line => line.StartsWith("user ", StringComparison.Ordinal)
            && !line.StartsWith("user default ", StringComparison.Ordinal));
        return string.Join('\n', users.Prepend("user default on nopass ~* &* +@all"))
            .Replace(new string('0', 64), DigestOfThePassword, StringComparison.Ordinal) + "\n";
    }

    private static string UsersFile()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ScanWorker.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder?.FullName ?? ".", "deploy", "redis", "users.acl");
    }
}
