using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Redis;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>What is Sentinel's alone: the primary is killed, and its replica takes over.</summary>
[TestFixture, Parallelizable(ParallelScope.Self)]
internal sealed class RedisSentinelTests
{
    private const string Set = "default";

    private static IEnumerable<string> Here => RedisProcess.IsInstalled ? [Set] : [];

    [TestCaseSource(nameof(Here))]
    public async Task Publish_AfterTheReplicaHasTakenOver_GoesOnAndIsReadByAWorkerThatWasThere(string set)
    {
        using var sentinel = RedisSentinel.Start();
        var options = Options.Create(new RedisOptions { ConnectionString = sentinel.ConnectionString });
        await using var custodian = new RedisConnections(options);
        await using var worker = new RedisConnections(options);
        var (publisher, reader) = (new RedisHashSetStore(custodian, options), new RedisHashSetStore(worker, options));
        _ = await publisher.PublishAsync(
            HashSetVersions.Version(1, null, set, [HashSetVersions.Entry("a")]), null, CancellationToken.None);
        await Poll.UntilAsync(
            async () => await HeadAsync(reader, set) == 1, TimeSpan.FromSeconds(60), () => "Version 1 is not read.");

        // Replication is not waited for by a publish: what is not there yet would be published again.
        await Poll.UntilAsync(
            () => Task.FromResult(sentinel.OfReplica($"sw:{set}:head").Contains("\n1", StringComparison.Ordinal)),
            TimeSpan.FromSeconds(60), () => "Version 1 is not replicated.");
        sentinel.KillPrimary();

        var second = HashSetVersions.Version(2, null, set, [HashSetVersions.Entry("b")]);
        await Poll.UntilAsync(
            async () => await TryPublishAsync(publisher, second, 1), TimeSpan.FromSeconds(60),
            () => "Nothing can be published after the failover.");
        await Poll.UntilAsync(
            async () => await HeadAsync(reader, set) == 2, TimeSpan.FromSeconds(60),
            () => "Version 2 is not read by a worker that was there before.");
        Assert.That(
            await new RedisExamination(worker, TimeProvider.System).VersionAsync(), Does.StartWith("Standalone "));
    }

    [TestCaseSource(nameof(Here))]
    public async Task Read_NoSentinelAtTheStart_BeginsWhenItComes(string set)
    {
        using var sentinel = RedisSentinel.Start();
        sentinel.KillSentinel();
        var options = Options.Create(new RedisOptions { ConnectionString = sentinel.ConnectionString });
        await using var connections = new RedisConnections(options);
        var store = new RedisHashSetStore(connections, options);
        Assert.That(
            async () => await store.ReadHeadAsync(set, CancellationToken.None),
            Throws.TypeOf<HashSetStoreUnavailableException>());

        sentinel.StartSentinel();

        await Poll.UntilAsync(
            async () => await TryPublishAsync(
                store, HashSetVersions.Version(1, null, set, [HashSetVersions.Entry("a")]), null),
            TimeSpan.FromSeconds(60), () => "The Sentinel is there, and is not asked again.");
        await Poll.UntilAsync(
            async () => await HeadAsync(store, set) == 1, TimeSpan.FromSeconds(60),
            () => "The connection for head does not come back."); // It is another one than that for publishing.
    }

    private static async Task<long?> HeadAsync(RedisHashSetStore store, string set)
    {
        try
        {
            return await store.ReadHeadAsync(set, CancellationToken.None);
        }
        catch (HashSetStoreUnavailableException)
        {
            return null; // Between two primaries there is none.
        }
    }

    private static async Task<bool> TryPublishAsync(RedisHashSetStore store, HashSetPublication version, long? head)
    {
        try
        {
            _ = await store.PublishAsync(version, head, CancellationToken.None);
            return true;
        }
        catch (HashSetStoreUnavailableException)
        {
            return false;
        }
    }
}
