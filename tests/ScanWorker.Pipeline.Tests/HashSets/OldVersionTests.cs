using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Pipeline.Tests.HashSets;

/// <summary>Versions that were signed once and are put back later, and a head that says nothing.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class OldVersionTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(HashSetVersions.Created);
    private readonly FakeHashSetStore _store = new();
    private readonly FakeSnapshots _snapshots = new();
    private readonly HashIndexCell _cell = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public void Dispose() => _key.Dispose();

    [Test]
    public async Task RefreshAsync_OldVersionAfterARestartWithoutTheCopy_IsRefused()
    {
        await PublishAsync(1);
        await PublishAsync(2);
        await RefreshAsync(new SetsOptions());
        PlayBack(1);
        _snapshots.Manifest = null;

        var restarted = new HashIndexCell();
        using var harness = Harness(new SetsOptions(), restarted);
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

        Assert.That(_cell.Current is not null, Is.EqualTo(isTaken));
    }

    [TestCase(47, true)]
    [TestCase(49, false)]
    public async Task RefreshAsync_MadeLongAgo_IsRefusedFromStoreAndFromDisk(int hours, bool isTaken)
    {
        var options = new SetsOptions { ManifestMaxAge = TimeSpan.FromDays(2) };
        await PublishAsync(1);
        await RefreshAsync(new SetsOptions());
        _clock.Advance(TimeSpan.FromHours(hours));

        var restarted = new HashIndexCell();
        using var harness = Harness(options, restarted);
        harness.Refresher.StartFromSnapshot();
        Assert.That(restarted.Current is not null, Is.EqualTo(isTaken));
        await harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(restarted.Current is not null, Is.EqualTo(isTaken));
        Assert.That(_cell.Current, Is.Not.Null, "What is live stays live.");
    }

    [Test]
    public async Task LoadAsync_PastVersionBelowEveryBoundOfTheLiveOne_IsLoadedAndNotKept()
    {
        await PublishAsync(1);
        await PublishAsync(2);
        _clock.Advance(TimeSpan.FromDays(9));
        _snapshots.Mark = 2;

        using var harness = Harness(
            new SetsOptions { MinVersion = 2, ManifestMaxAge = TimeSpan.FromDays(2) }, _cell);
        var past = await harness.Versions.LoadAsync(1, CancellationToken.None);

        Assert.That(past.Version, Is.EqualTo(1));
        Assert.That(past.Index.EntryCount, Is.EqualTo(1));
        Assert.That(_snapshots.Manifest, Is.Null);
        await harness.Refresher.RefreshAsync(CancellationToken.None);
        Assert.That(_cell.Current, Is.Null, "What is to be put in force has its bounds still.");
    }

    [Test]
    public async Task LoadAsync_PastVersionWithoutEntries_IsLoaded()
    {
        await _store.PublishAsync(
            HashSetVersions.Version(1, _key, "default", []), null, CancellationToken.None);

        using var harness = Harness(new SetsOptions(), _cell);

        Assert.That((await harness.Versions.LoadAsync(1, CancellationToken.None)).Index.EntryCount, Is.Zero);
    }

    [Test]
    public async Task LoadAsync_PastVersionThatAnotherKeySigned_IsRefused()
    {
        using var foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await PublishAsync(1);

        using var harness = new RefresherHarness(_clock, _store, _snapshots, _cell, foreign);

        Assert.That(
            () => harness.Versions.LoadAsync(1, CancellationToken.None),
            Throws.InstanceOf<HashSetRefusedException>().With.Property("Reason").EqualTo(RefusalReason.BadSignature));
    }

    [Test]
    public async Task RefreshAsync_HeadIsNoNumber_IsTroubleOfItsOwnUntilItIsOne()
    {
        await PublishAsync(1);
        await RefreshAsync(new SetsOptions());
        using var harness = Harness(new SetsOptions(), _cell);
        var sign = new VitalsHashSetHead(_cell);
        _store.IsHeadUnreadable = true;

        await harness.Refresher.RefreshAsync(CancellationToken.None);
        await harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(sign.Problem, Does.Contain("default"));
        Assert.That(harness.LogIds.Count(id => id == EventIds.HashSetHeadUnreadable), Is.EqualTo(1));
        Assert.That(_cell.Current?.Version, Is.EqualTo(1));

        _store.IsHeadUnreadable = false;
        await harness.Refresher.RefreshAsync(CancellationToken.None);

        Assert.That(sign.Problem, Is.Null);
    }

    private async Task PublishAsync(long version) => _ = await _store.PublishAsync(
        HashSetVersions.Version(version, _key, "default", [HashSetVersions.Entry($"entry-{version}")]),
        version == 1 ? null : version - 1, CancellationToken.None);

    private void PlayBack(long version) =>
        _store.Values[FakeHashSetStore.Key("default", "head")] = BitConverter.GetBytes(version);

    private async Task RefreshAsync(SetsOptions options)
    {
        using var harness = Harness(options, _cell);
        await harness.Refresher.RefreshAsync(CancellationToken.None);
    }

    private RefresherHarness Harness(SetsOptions options, HashIndexCell cell) =>
        new(_clock, _store, _snapshots, cell, _key, options);
}
