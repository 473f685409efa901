using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Pipeline.Tests.HashSets;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HashSetRefresherTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(HashSetVersions.Created);
    private readonly FakeHashSetStore _store = new();
    private readonly FakeSnapshots _snapshots = new();
    private readonly HashIndexCell _cell = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RefresherHarness _harness;

    public HashSetRefresherTests() => _harness = new RefresherHarness(_clock, _store, _snapshots, _cell, _key);

    public void Dispose()
    {
        _harness.Dispose();
        _key.Dispose();
    }

    [Test]
    public async Task RefreshAsync_FirstVersion_BecomesLive()
    {
        await PublishAsync(1, "a", "b");

        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current?.Version, Is.EqualTo(1));
        Assert.That(_cell.Current?.Index.EntryCount, Is.EqualTo(2));
        Assert.That(_cell.WhenLoaded.IsCompletedSuccessfully, Is.True);
    }

    [Test]
    public async Task RefreshAsync_VersionWithoutEntries_IsRefusedAndTheOneBeforeStays()
    {
        await PublishAsync(1);
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(_cell.Current, Is.Null);
        Assert.That(_cell.Trouble, Does.Contain("no live entries"));

        await PublishAsync(2, "a");
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        await PublishAsync(3);
        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current?.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task RefreshAsync_SecondVersionSharesASegment_FetchesOnlyTheOther()
    {
        await PublishAsync(1, "a");
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        var second = HashSetVersions.Version(2, _key, "default", [HashSetVersions.Entry("a")],
            [HashSetVersions.Entry("b")]);
        _ = await _store.PublishAsync(second, 1, CancellationToken.None);
        var readsBefore = _store.ChunkReads;

        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current?.Version, Is.EqualTo(2));
        Assert.That(_store.ChunkReads - readsBefore, Is.EqualTo(1));
    }

    [Test]
    public async Task RefreshAsync_StoreAway_KeepsTheLiveSet()
    {
        await PublishAsync(1, "a");
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        _store.IsAway = true;

        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current?.Version, Is.EqualTo(1));
        Assert.That(_harness.LogIds, Does.Contain(EventIds.HashSetStoreUnavailable));
    }

    [Test]
    public async Task RefreshAsync_ConnectionBreaksInTheMiddleOfALoad_LoadsAtTheNextTry()
    {
        await PublishAsync(1, "a");
        _store.BreaksAtNextChunk = true;
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(_cell.Current, Is.Null);

        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current?.Version, Is.EqualTo(1));
    }

    [Test]
    public async Task RefreshAsync_AnyFlippedByteInTheStore_IsRefused()
    {
        await PublishAsync(1, "a");
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        await PublishAsync(2, "b");

        foreach (var value in ValuesOf(2))
        {
            for (var i = 0; i < value.Length; i++)
            {
                value[i] ^= (byte)(1 << (i % 8));
                await _harness.NewRefresher().RefreshAsync(CancellationToken.None);
                value[i] ^= (byte)(1 << (i % 8));
                Assert.That(_cell.Current?.Version, Is.EqualTo(1), $"byte {i} of {value.Length}");
            }
        }

        await _harness.NewRefresher().RefreshAsync(CancellationToken.None);
        Assert.That(_cell.Current?.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task RefreshAsync_UnsignedVersion_IsRefused()
    {
        await PublishAsync(1, "a");
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        var unsigned = HashSetVersions.Version(2, null, "default", [HashSetVersions.Entry("b")]);
        _ = await _store.PublishAsync(unsigned, 1, CancellationToken.None);

        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current?.Version, Is.EqualTo(1));
        Assert.That(_harness.Refusals, Is.EqualTo(new[] { "unsigned" }));
    }

    [Test]
    public async Task RefreshAsync_SignedByAStranger_IsRefused()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var forged = HashSetVersions.Version(1, stranger, "default", [HashSetVersions.Entry("b")]);
        _ = await _store.PublishAsync(forged, null, CancellationToken.None);

        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current, Is.Null);
        Assert.That(_harness.Refusals, Is.EqualTo(new[] { "bad-signature" }));
    }

    [Test]
    public async Task RefreshAsync_HeadGoesBack_IsRefused()
    {
        await PublishAsync(1, "a");
        await PublishAsync(2, "b");
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        _store.SetHead("default", 1);

        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current?.Version, Is.EqualTo(2));
        Assert.That(_harness.Refusals, Is.EqualTo(new[] { "older" }));
    }

    [Test]
    public async Task RefreshAsync_AnOldManifestUnderANewNumber_IsRefused()
    {
        await PublishAsync(1, "a");
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        _store.Values[FakeHashSetStore.Key("default", "v:2")] = _store.Values[FakeHashSetStore.Key("default", "v:1")];
        _store.SetHead("default", 2);

        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current?.Version, Is.EqualTo(1));
        Assert.That(_harness.Refusals, Is.EqualTo(new[] { "mismatched" }));
    }

    [Test]
    public async Task RefreshAsync_ManifestOfAnotherSet_IsRefused()
    {
        var other = HashSetVersions.Version(1, _key, "other", [HashSetVersions.Entry("a")]);
        _store.Values[FakeHashSetStore.Key("default", "v:1")] = other.Manifest.Document.ToArray();
        _store.SetHead("default", 1);

        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current, Is.Null);
        Assert.That(_harness.Refusals, Is.EqualTo(new[] { "mismatched" }));
    }

    [Test]
    public async Task RefreshAsync_ProofFails_IsRefused()
    {
        await PublishAsync(1, "a");
        _harness.Proof.Fails = true;

        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current, Is.Null);
        Assert.That(_harness.Refusals, Is.EqualTo(new[] { "proof-failed" }));
    }

    [Test]
    public async Task Obstacle_WhileThereIsNoSet_SaysWhy()
    {
        var condition = new HashSetCondition(_cell);
        _store.IsAway = true;
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(condition.Obstacle, Does.StartWith("No hash set has been loaded: "));

        _store.IsAway = false;
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(condition.Obstacle, Does.Contain("nothing is published as default"));

        await PublishAsync(1, "a");
        _harness.Proof.Fails = true;
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(condition.Obstacle, Does.Contain("version 1 is refused"), "While it is not tried again, too.");

        _harness.Proof.Fails = false;
        _clock.Advance(TimeSpan.FromMinutes(1));
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(condition.Obstacle, Is.Null);
    }

    [Test]
    public async Task RefreshAsync_RefusedVersion_IsTriedAgainOnlyAfterAWhile()
    {
        await PublishAsync(1, "a");
        _harness.Proof.Fails = true;
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        _harness.Proof.Fails = false;

        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(_cell.Current, Is.Null);

        _clock.Advance(TimeSpan.FromMinutes(1));
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(_cell.Current?.Version, Is.EqualTo(1));
    }

    [Test]
    public async Task RefreshAsync_NoRoomForTheCopy_IsLiveFromMemory()
    {
        await PublishAsync(1, "a");
        _snapshots.IsFull = true;

        await _harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(_cell.Current?.Version, Is.EqualTo(1));
        Assert.That(_harness.LogIds, Does.Contain(EventIds.HashSetSnapshotNotWritten));
    }

    [Test]
    public async Task ExecuteAsync_Announcement_IsLiveWithoutWaitingForThePoll()
    {
        await _harness.Refresher.StartAsync(CancellationToken.None);

        await PublishAsync(1, "a");
        await _cell.WhenLoaded.WaitAsync(TimeSpan.FromSeconds(30));
        await _harness.Refresher.StopAsync(CancellationToken.None);

        Assert.That(_cell.Current?.Version, Is.EqualTo(1));
    }

    // The manifest of a version and the chunks that it names, as the store holds them.
    private List<byte[]> ValuesOf(long version)
    {
        var document = _store.Values[FakeHashSetStore.Key("default", $"v:{version}")];
        var segments = SealedManifest.Open(document, ManifestTrust.Anyone).Manifest.Segments;
        return [document, .. segments.Select(segment =>
            _store.Values[FakeHashSetStore.Key("default", $"seg:{segment.Id}:0")])];
    }

    private async Task PublishAsync(long version, params string[] entries) =>
        _ = await _store.PublishAsync(
            HashSetVersions.Version(version, _key, "default", [.. entries.Select(id => HashSetVersions.Entry(id))]),
            version == 1 ? null : version - 1,
            CancellationToken.None);
}
