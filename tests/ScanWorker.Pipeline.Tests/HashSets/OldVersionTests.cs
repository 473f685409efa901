using System.Security.Cryptography;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Pipeline.Tests.HashSets;

/// <summary>Versions that were signed once and are put back later, and a head that says nothing.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OldVersionTests : IDisposable
{
    private readonly HashSetWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Test]
    public async Task RefreshAsync_OldVersionAfterARestartWithoutTheCopy_IsRefused()
    {
        await PublishAsync(1);
        await PublishAsync(2);
        await RefreshAsync(new SetsOptions());
        PlayBack(1);
        _world.Snapshots.Manifest = null;

        var restarted = new HashIndexCell();
        using var harness = _world.Start(restarted, new SetsOptions());
        await harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(restarted.Current, Is.Null);
        Assert.That(harness.Refusals, Is.EqualTo(new[] { "older" }));
        Assert.That(restarted.Trouble, Does.Contain("version 2").And.Contain("Sets:SnapshotDirectory"));
    }

    [TestCase(2, false)]
    [TestCase(1, true)]
    public async Task RefreshAsync_BelowMinVersion_IsRefused(long minVersion, bool isTaken)
    {
        await PublishAsync(1);

        await RefreshAsync(new SetsOptions { MinVersion = minVersion });

        Assert.That(_world.Cell.Current is not null, Is.EqualTo(isTaken));
    }

    [TestCase(47, true)]
    [TestCase(49, false)]
    public async Task RefreshAsync_MadeLongAgo_IsRefusedFromStoreAndFromDisk(int hours, bool isTaken)
    {
        var options = new SetsOptions { ManifestMaxAge = TimeSpan.FromDays(2) };
        await PublishAsync(1);
        await RefreshAsync(new SetsOptions());
        _world.Clock.Advance(TimeSpan.FromHours(hours));

        var restarted = new HashIndexCell();
        using var harness = _world.Start(restarted, options);
        harness.Refresher.StartFromSnapshot();
        Assert.That(restarted.Current is not null, Is.EqualTo(isTaken));
        await harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(restarted.Current is not null, Is.EqualTo(isTaken));
        Assert.That(_world.Cell.Current, Is.Not.Null, "What is live stays live.");
    }

    [Test]
    public async Task LoadAsync_PastVersionBelowEveryBoundOfTheLiveOne_IsLoadedAndNotKept()
    {
        await PublishAsync(1);
        await PublishAsync(2);
        _world.Clock.Advance(TimeSpan.FromDays(9));
        _world.Snapshots.Mark = 2;

        using var harness = _world.Start(
            _world.Cell, new SetsOptions { MinVersion = 2, ManifestMaxAge = TimeSpan.FromDays(2) });
        var past = await harness.Versions.LoadAsync(1, CancellationToken.None);

        Assert.That(past.Version, Is.EqualTo(1));
        Assert.That(past.Index.EntryCount, Is.EqualTo(1));
        Assert.That(_world.Snapshots.Manifest, Is.Null);
        await harness.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(_world.Cell.Current, Is.Null, "What is to be put in force has its bounds still.");
    }

    [Test]
    public async Task LoadAsync_PastVersionWithoutEntries_IsLoaded()
    {
        await _world.Store.PublishAsync(
            HashSetVersions.Version(1, _world.Key, "default", []), null, CancellationToken.None);

        using var harness = _world.Start(_world.Cell, new SetsOptions());

        Assert.That((await harness.Versions.LoadAsync(1, CancellationToken.None)).Index.EntryCount, Is.Zero);
    }

    [Test]
    public async Task LoadAsync_PastVersionThatAnotherKeySigned_IsRefused()
    {
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await PublishAsync(1);

        using var harness = new RefresherHarness(_world.Clock, _world.Store, _world.Snapshots, _world.Cell, foreign);

        Assert.That(
            () => harness.Versions.LoadAsync(1, CancellationToken.None),
            Throws.InstanceOf<HashSetRefusedException>().With.Property("Reason").EqualTo(RefusalReason.BadSignature));
    }

    [Test]
    public async Task RefreshAsync_HeadIsNoNumber_IsTroubleOfItsOwnUntilItIsOne()
    {
        await PublishAsync(1);
        await RefreshAsync(new SetsOptions());
        using var harness = _world.Start(_world.Cell, new SetsOptions());
        var sign = new VitalsHashSetHead(_world.Cell);
        _world.Store.IsHeadUnreadable = true;

        await harness.Refresher.RefreshAsync(CancellationToken.None);
        await harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(sign.Problem, Does.Contain("default"));
        Assert.That(harness.LogIds.Count(id => id == EventIds.HashSetHeadUnreadable), Is.EqualTo(1));
        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(1));

        _world.Store.IsHeadUnreadable = false;
        await harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(sign.Problem, Is.Null);
    }

    private async Task PublishAsync(long version) => await _world.PublishAsync(version, $"entry-{version}");

    private void PlayBack(long version) =>
        _world.Store.Values[FakeHashSetStore.Key("default", "head")] = BitConverter.GetBytes(version);

    private async Task RefreshAsync(SetsOptions options)
    {
        using var harness = _world.Start(_world.Cell, options);
        await harness.Refresher.RefreshAsync(CancellationToken.None);
    }
}
