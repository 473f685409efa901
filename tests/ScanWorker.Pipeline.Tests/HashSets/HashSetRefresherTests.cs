using System.Security.Cryptography;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Pipeline.Tests.HashSets;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HashSetRefresherTests : IDisposable
{
    private readonly HashSetWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Test]
    public async Task RefreshAsync_FirstVersion_BecomesLive()
    {
        await _world.PublishAsync(1, "a", "b");

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(1));
        Assert.That(_world.Cell.Current?.Index.EntryCount, Is.EqualTo(2));
        Assert.That(_world.Cell.WhenLoaded.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task RefreshAsync_VersionWithoutEntries_IsRefusedAndTheOneBeforeStays()
    {
        await _world.PublishAsync(1);
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(_world.Cell.Current, Is.Null);
        Assert.That(_world.Cell.Trouble, Does.Contain("no live entries"));

        await _world.PublishAsync(2, "a");
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        await _world.PublishAsync(3);
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task RefreshAsync_SecondVersionSharesASegment_FetchesOnlyTheOther()
    {
        await _world.PublishAsync(1, "a");
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        var second = HashSetVersions.Version(2, _world.Key, "default", [HashSetVersions.Entry("a")],
            [HashSetVersions.Entry("b")]);
        _ = await _world.Store.PublishAsync(second, 1, CancellationToken.None);
        var readsBefore = _world.Store.ChunkReads;

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(2));
        Assert.That(_world.Store.ChunkReads - readsBefore, Is.EqualTo(1));
    }

    [Test]
    public async Task RefreshAsync_StoreAway_KeepsTheLiveSet()
    {
        await _world.PublishAsync(1, "a");
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        _world.Store.IsAway = true;

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(1));
        Assert.That(_world.Worker.LogIds, Does.Contain(EventIds.HashSetStoreUnavailable));
    }

    [Test]
    public async Task RefreshAsync_ConnectionBreaksInTheMiddleOfALoad_LoadsAtTheNextTry()
    {
        await _world.PublishAsync(1, "a");
        _world.Store.BreaksAtNextChunk = true;
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(_world.Cell.Current, Is.Null);

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(1));
    }

    [Test]
    public async Task RefreshAsync_AnyFlippedByteInTheStore_IsRefused()
    {
        await _world.PublishAsync(1, "a");
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        await _world.PublishAsync(2, "b");

        foreach (var value in ValuesOf(2))
        {
            for (var i = 0; i < value.Length; i++)
            {
                value[i] ^= (byte)(1 << (i % 8));
                await _world.Worker.NewRefresher().RefreshAsync(CancellationToken.None);
                value[i] ^= (byte)(1 << (i % 8));
                Assert.That(_world.Cell.Current?.Version, Is.EqualTo(1), $"byte {i} of {value.Length}");
            }
        }

        await _world.Worker.NewRefresher().RefreshAsync(CancellationToken.None);
        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task RefreshAsync_UnsignedVersion_IsRefused()
    {
        await _world.PublishAsync(1, "a");
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        var unsigned = HashSetVersions.Version(2, null, "default", [HashSetVersions.Entry("b")]);
        _ = await _world.Store.PublishAsync(unsigned, 1, CancellationToken.None);

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(1));
        Assert.That(_world.Worker.Refusals, Is.EqualTo(new[] { "unsigned" }));
    }

    [Test]
    public async Task RefreshAsync_SignedByAStranger_IsRefused()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = HashSetVersions.Version(1, stranger, "default", [HashSetVersions.Entry("b")]);
        _ = await _world.Store.PublishAsync(forged, null, CancellationToken.None);

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current, Is.Null);
        Assert.That(_world.Worker.Refusals, Is.EqualTo(new[] { "bad-signature" }));
    }

    [Test]
    public async Task RefreshAsync_HeadGoesBack_IsRefused()
    {
        await _world.PublishAsync(1, "a");
        await _world.PublishAsync(2, "b");
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        _world.Store.SetHead("default", 1);

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(2));
        Assert.That(_world.Worker.Refusals, Is.EqualTo(new[] { "older" }));
    }

    [Test]
    public async Task RefreshAsync_AnOldManifestUnderANewNumber_IsRefused()
    {
        await _world.PublishAsync(1, "a");
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        var values = _world.Store.Values;
        values[FakeHashSetStore.Key("default", "v:2")] = values[FakeHashSetStore.Key("default", "v:1")];
        _world.Store.SetHead("default", 2);

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(1));
        Assert.That(_world.Worker.Refusals, Is.EqualTo(new[] { "mismatched" }));
    }

    [Test]
    public async Task RefreshAsync_ManifestOfAnotherSet_IsRefused()
    {
        var other = HashSetVersions.Version(1, _world.Key, "other", [HashSetVersions.Entry("a")]);
        _world.Store.Values[FakeHashSetStore.Key("default", "v:1")] = other.Manifest.Document.ToArray();
        _world.Store.SetHead("default", 1);

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current, Is.Null);
        Assert.That(_world.Worker.Refusals, Is.EqualTo(new[] { "mismatched" }));
    }

    [Test]
    public async Task RefreshAsync_ProofFails_IsRefused()
    {
        await _world.PublishAsync(1, "a");
        _world.Worker.Proof.Fails = true;

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current, Is.Null);
        Assert.That(_world.Worker.Refusals, Is.EqualTo(new[] { "proof-failed" }));
    }

    [Test]
    public async Task Obstacle_WhileThereIsNoSet_SaysWhy()
    {
        var condition = new HashSetCondition(_world.Cell);
        _world.Store.IsAway = true;
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(condition.Obstacle, Does.StartWith("No hash set has been loaded: "));

        _world.Store.IsAway = false;
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(condition.Obstacle, Does.Contain("nothing is published as default"));

        await _world.PublishAsync(1, "a");
        _world.Worker.Proof.Fails = true;
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(condition.Obstacle, Does.Contain("version 1 is refused"), "While it is not tried again, too.");

        _world.Worker.Proof.Fails = false;
        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(condition.Obstacle, Is.Null);
    }

    [Test]
    public async Task RefreshAsync_RefusedVersion_IsTriedAgainOnlyAfterAWhile()
    {
        await _world.PublishAsync(1, "a");
        _world.Worker.Proof.Fails = true;
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        _world.Worker.Proof.Fails = false;

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(_world.Cell.Current, Is.Null);

        _world.Clock.Advance(TimeSpan.FromMinutes(1));
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(1));
    }

    [Test]
    public async Task RefreshAsync_NoRoomForTheCopy_IsLiveFromMemory()
    {
        await _world.PublishAsync(1, "a");
        _world.Snapshots.IsFull = true;

        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(1));
        Assert.That(_world.Worker.LogIds, Does.Contain(EventIds.HashSetSnapshotNotWritten));
    }

    [Test]
    public async Task ExecuteAsync_Announcement_IsLiveWithoutWaitingForThePoll()
    {
        await _world.Worker.Refresher.StartAsync(CancellationToken.None);

        await _world.PublishAsync(1, "a");
        await _world.Cell.WhenLoaded.WaitAsync(TimeSpan.FromSeconds(30));
        await _world.Worker.Refresher.StopAsync(CancellationToken.None);

        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(1));
    }

    // The manifest of a version and the chunks that it names, as the store holds them.
    private List<byte[]> ValuesOf(long version)
    {
        var document = _world.Store.Values[FakeHashSetStore.Key("default", $"v:{version}")];
        var segments = SealedManifest.Open(document, ManifestTrust.Anyone).Manifest.Segments;
        return [document, .. segments.Select(segment =>
            _world.Store.Values[FakeHashSetStore.Key("default", $"seg:{segment.Id}:0")])];
    }
}
