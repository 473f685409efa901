using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Redis;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Adapters.Tests.Redis;

/// <summary>
/// A real server that dies and comes back. Where there is none, Garnet in this process stands for it in the contract.
/// </summary>
[TestFixtureSource(nameof(Servers)), Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RedisOutageTests : IDisposable
{
    private readonly RedisProcess _redis;
    private readonly string _folder = Directory.CreateTempSubdirectory("sw-outage-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly FakeTimeProvider _clock = new(HashSetVersions.Created);

    public RedisOutageTests(bool isSecure) => _redis = RedisProcess.Start(isSecure);

    public static IEnumerable<bool> Servers => RedisProcess.IsInstalled ? [false, true] : [];

    public void Dispose()
    {
        _redis.Dispose();
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task Refresher_ServerDownAtStart_StartsFromItsCopyAndFollowsWhenItIsBack()
    {
        var snapshots = new DirectorySnapshots(Options.Create(new SetsOptions { SnapshotDirectory = _folder }));
        await using (var connections = NewConnections())
        {
            var store = NewStore(connections);
            _ = await store.PublishAsync(Version(1, "a"), null, CancellationToken.None);
            using var first = new RefresherHarness(_clock, store, snapshots, new HashIndexCell(), _key);
            await first.Refresher.RefreshAsync(CancellationToken.None);
        }

        _redis.Kill();
        var cell = new HashIndexCell();
        await using var later = NewConnections();
        using var restarted = new RefresherHarness(_clock, NewStore(later), snapshots, cell, _key);
        restarted.Refresher.StartFromSnapshot();
        await restarted.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(cell.Current?.Version, Is.EqualTo(1));

        _redis.Start();
        await PublishAsync(2, "b");
        await UntilAsync(async () =>
        {
            await restarted.Refresher.RefreshAsync(CancellationToken.None);
            return cell.Current?.Version == 2;
        });
    }

    [Test]
    public async Task Refresher_ServerRestartedInTheMiddleOfALoad_KeepsTheOldSetAndLoadsAfterwards()
    {
        await using var connections = NewConnections();
        var store = new InterruptedStore(NewStore(connections));
        var cell = new HashIndexCell();
        using var harness = new RefresherHarness(_clock, store, new FakeSnapshots(), cell, _key);
        await PublishAsync(1, "a");
        await harness.Refresher.RefreshAsync(CancellationToken.None);
        await PublishAsync(2, [.. Enumerable.Range(0, 60_000).Select(i => $"{i}")]);
        store.BeforeChunk(2, _redis.Kill);

        await harness.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(cell.Current?.Version, Is.EqualTo(1));

        _redis.Start();
        await UntilAsync(async () =>
        {
            await harness.Refresher.RefreshAsync(CancellationToken.None);
            return cell.Current?.Version == 2;
        });
    }

    [Test]
    public async Task Publish_ServerRestartedInTheMiddle_IsWholeAtTheNextTry()
    {
        await using var connections = NewConnections();
        var store = NewStore(connections);
        await PublishAsync(1, "a");
        var publication = Version(2, [.. Enumerable.Range(0, 60_000).Select(i => $"2-{i}")]);
        var interrupted = publication with
        {
            OpenSegment = facts =>
            {
                _redis.Kill();
                return publication.OpenSegment(facts);
            },
        };

        Assert.That(
            async () => await store.PublishAsync(interrupted, 1, CancellationToken.None),
            Throws.TypeOf<HashSetStoreUnavailableException>());

        _redis.Start();
        await UntilAsync(async () => await HeadAsync(store) == 1);
        await UntilAsync(() => TryPublishAsync(store, publication));
        Assert.That(await HeadAsync(store), Is.EqualTo(2));
        var check = new StoreCheck(store, "default", ManifestTrust.Anyone);
        using var none = WorkingSet.OpenToRead(Path.Combine(_folder, "none"), _clock);
        Assert.That(await check.RunAsync(2, none, CancellationToken.None), Is.Empty);
    }

    private static async Task<long?> HeadAsync(RedisHashSetStore store)
    {
        try
        {
            return await store.ReadHeadAsync("default", CancellationToken.None);
        }
        catch (HashSetStoreUnavailableException)
        {
            return null;
        }
    }

    // Each connection comes back in its own time.
    private static async Task<bool> TryPublishAsync(RedisHashSetStore store, HashSetPublication publication)
    {
        try
        {
            _ = await store.PublishAsync(publication, 1, CancellationToken.None);
            return true;
        }
        catch (HashSetStoreUnavailableException)
        {
            return false;
        }
    }

    private static Task UntilAsync(Func<Task<bool>> isSo) =>
        Poll.UntilAsync(isSo, TimeSpan.FromSeconds(30), () => "It did not come to that.");

    private async Task PublishAsync(long version, params string[] entries)
    {
        await using var connections = NewConnections();
        _ = await NewStore(connections).PublishAsync(
            Version(version, entries), version == 1 ? null : version - 1, CancellationToken.None);
    }

    private HashSetPublication Version(long version, params string[] entries) =>
        HashSetVersions.Version(version, _key, "default", [.. entries.Select(id => HashSetVersions.Entry(id))]);

    private IOptions<RedisOptions> RedisOptionsOf() => Options.Create(new RedisOptions
    {
        ConnectionString = _redis.ConnectionString,
        CertificateAuthority = _redis.CertificateAuthority,
    });

    private RedisConnections NewConnections() => new(RedisOptionsOf());

    private RedisHashSetStore NewStore(RedisConnections connections) => new(connections, RedisOptionsOf());
}
