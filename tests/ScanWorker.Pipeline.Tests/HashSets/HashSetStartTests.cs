using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Pipeline.Tests.HashSets;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HashSetStartTests : IDisposable
{
    private readonly FakeTimeProvider _clock = new(HashSetVersions.Created);
    private readonly FakeHashSetStore _store = new();
    private readonly FakeSnapshots _snapshots = new();
    private readonly HashIndexCell _cell = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RefresherHarness _harness;

    public HashSetStartTests() => _harness = new RefresherHarness(_clock, _store, _snapshots, _cell, _key);

    public void Dispose()
    {
        _harness.Dispose();
        _key.Dispose();
    }

    [Test]
    public async Task StartFromSnapshot_StoreAway_IsLiveFromTheCopy()
    {
        await PublishAsync(1, "a");
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        _store.IsAway = true;
        var cell = new HashIndexCell();
        using var restarted = new RefresherHarness(_clock, _store, _snapshots, cell, _key);

        restarted.Refresher.StartFromSnapshot();

        Assert.That(cell.Current?.Version, Is.EqualTo(1));
        Assert.That(cell.Current?.Index.EntryCount, Is.EqualTo(1));
    }

    [Test]
    public async Task StartFromSnapshot_AnyFlippedByte_IsRefused()
    {
        await PublishAsync(1, "a");
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        _store.IsAway = true;
        Assert.That(_snapshots.Manifest, Is.Not.Null);

        foreach (var file in _snapshots.Segments.Values.Append(_snapshots.Manifest ?? []))
        {
            for (var i = 0; i < file.Length; i++)
            {
                file[i] ^= 0x10;
                var cell = new HashIndexCell();
                using var restarted = new RefresherHarness(_clock, _store, _snapshots, cell, _key);
                restarted.Refresher.StartFromSnapshot();
                file[i] ^= 0x10;
                Assert.That(cell.Current, Is.Null, $"byte {i} of {file.Length}");
            }
        }
    }

    [Test]
    public async Task SaveIndex_SmallDeltaSince_IsNotSavedAgain()
    {
        await PublishAsync(1, "a");
        await RunOnceAsync();
        await PublishDeltaAsync();

        await RunOnceAsync();

        Assert.That(_cell.Current?.Version, Is.EqualTo(2));
        Assert.That(_snapshots.IndexSaves, Is.EqualTo(1));
    }

    [Test]
    public async Task StartFromSnapshot_IndexSavedBeforeTheLastDelta_HasTheDeltaToo()
    {
        await PublishAsync(1, "a");
        await RunOnceAsync();
        await PublishDeltaAsync();
        await RunOnceAsync();
        var cell = new HashIndexCell();
        using var restarted = new RefresherHarness(_clock, _store, _snapshots, cell, _key);

        restarted.Refresher.StartFromSnapshot();

        Assert.That((cell.Current?.Version, cell.Current?.Index.EntryCount), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task StartFromSnapshot_IndexOfAnotherVersion_IsBuiltFromSegments()
    {
        await PublishAsync(1, "a");
        await RunOnceAsync();
        _snapshots.SavedIndex = HashIndex.Build([HashSetVersions.Entry("something else")]);
        var cell = new HashIndexCell();
        using var restarted = new RefresherHarness(_clock, _store, _snapshots, cell, _key);

        restarted.Refresher.StartFromSnapshot();

        Assert.That(cell.Current?.Index.Find(HashSetVersions.Entry("a").Key), Is.GreaterThanOrEqualTo(0));
        Assert.That(cell.Current?.Index.EntryCount, Is.EqualTo(1));
    }

    [Test]
    public async Task Take_CopyThatWasReadEarly_IsUsedForItsManifestAndOnlyOnce()
    {
        await PublishAsync(1, "a");
        await RunOnceAsync();
        var early = EarlySnapshot.Begin(_snapshots, "default");
        await early.Completion;
        Assert.That(early.Take("another manifest"u8), Is.Null);

        early = EarlySnapshot.Begin(_snapshots, "default");
        await early.Completion;
        Assert.That(early.Take(_snapshots.Manifest)?.Index.EntryCount, Is.EqualTo(1));
        Assert.That(early.Take(_snapshots.Manifest), Is.Null);
    }

    [Test]
    public async Task Begin_CopyThatIsDamagedOrNotThere_IsLeftToTheLoader()
    {
        var none = EarlySnapshot.Begin(_snapshots, "default");
        await none.Completion;
        await PublishAsync(1, "a");
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        _snapshots.Segments.Values.Single()[0] ^= 1;
        var damaged = EarlySnapshot.Begin(_snapshots, "default");
        await damaged.Completion;

        Assert.That(
            (none.Take(_snapshots.Manifest), damaged.Take(_snapshots.Manifest)),
            Is.EqualTo((default(SnapshotContent), default(SnapshotContent))));
    }

    private async Task RunOnceAsync()
    {
        await _harness.Refresher.RefreshAsync(CancellationToken.None);
        _harness.Refresher.SaveIndex();
    }

    // Version 2: version 1's segment, and one more.
    private async Task PublishDeltaAsync() => _ = await _store.PublishAsync(
        HashSetVersions.Version(2, _key, "default", [HashSetVersions.Entry("a")], [HashSetVersions.Entry("b")]),
        1, CancellationToken.None);

    private async Task PublishAsync(long version, params string[] entries) =>
        _ = await _store.PublishAsync(
            HashSetVersions.Version(version, _key, "default", [.. entries.Select(id => HashSetVersions.Entry(id))]),
            version == 1 ? null : version - 1,
            CancellationToken.None);
}
