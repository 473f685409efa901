using ScanWorker.Matching.Index;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Pipeline.Tests.HashSets;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HashSetStartTests : IDisposable
{
    private readonly HashSetWorld _world = new();

    public void Dispose() => _world.Dispose();

    [Test]
    public async Task StartFromSnapshot_StoreAway_IsLiveFromTheCopy()
    {
        await _world.PublishAsync(1, "a");
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        _world.Store.IsAway = true;
        var cell = new HashIndexCell();
        using var restarted = _world.Start(cell);

        restarted.Refresher.StartFromSnapshot();

        Assert.That(cell.Current?.Version, Is.EqualTo(1));
        Assert.That(cell.Current?.Index.EntryCount, Is.EqualTo(1));
    }

    [Test]
    public async Task StartFromSnapshot_AnyFlippedByte_IsRefused()
    {
        await _world.PublishAsync(1, "a");
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        _world.Store.IsAway = true;
        Assert.That(_world.Snapshots.Manifest, Is.Not.Null);

        foreach (var file in _world.Snapshots.Segments.Values.Append(_world.Snapshots.Manifest ?? []))
        {
            for (var i = 0; i < file.Length; i++)
            {
                file[i] ^= 0x10;
                var cell = new HashIndexCell();
                using var restarted = _world.Start(cell);
                restarted.Refresher.StartFromSnapshot();
                file[i] ^= 0x10;
                Assert.That(cell.Current, Is.Null, $"byte {i} of {file.Length}");
            }
        }
    }

    [Test]
    public async Task SaveIndex_SmallDeltaSince_IsNotSavedAgain()
    {
        await _world.PublishAsync(1, "a");
        await RunOnceAsync();
        await PublishDeltaAsync();

        await RunOnceAsync();

        Assert.That(_world.Cell.Current?.Version, Is.EqualTo(2));
        Assert.That(_world.Snapshots.IndexSaves, Is.EqualTo(1));
    }

    [Test]
    public async Task StartFromSnapshot_IndexSavedBeforeTheLastDelta_HasTheDeltaToo()
    {
        await _world.PublishAsync(1, "a");
        await RunOnceAsync();
        await PublishDeltaAsync();
        await RunOnceAsync();
        var cell = new HashIndexCell();
        using var restarted = _world.Start(cell);

        restarted.Refresher.StartFromSnapshot();

        Assert.That((cell.Current?.Version, cell.Current?.Index.EntryCount), Is.EqualTo((2, 2)));
    }

    [Test]
    public async Task StartFromSnapshot_IndexOfAnotherVersion_IsBuiltFromSegments()
    {
        await _world.PublishAsync(1, "a");
        await RunOnceAsync();
        _world.Snapshots.SavedIndex = HashIndex.Build([HashSetVersions.Entry("something else")]);
        var cell = new HashIndexCell();
        using var restarted = _world.Start(cell);

        restarted.Refresher.StartFromSnapshot();

        Assert.That(cell.Current?.Index.Find(HashSetVersions.Entry("a").Key), Is.GreaterThanOrEqualTo(0));
        Assert.That(cell.Current?.Index.EntryCount, Is.EqualTo(1));
    }

    [Test]
    public async Task Take_CopyThatWasReadEarly_IsUsedForItsManifestAndOnlyOnce()
    {
        await _world.PublishAsync(1, "a");
        await RunOnceAsync();
        var early = EarlySnapshot.Begin(_world.Snapshots, "default");
        await early.Completion;
        Assert.That(early.Take("another manifest"u8), Is.Null);

        early = EarlySnapshot.Begin(_world.Snapshots, "default");
        await early.Completion;
        Assert.That(early.Take(_world.Snapshots.Manifest)?.Index.EntryCount, Is.EqualTo(1));
        Assert.That(early.Take(_world.Snapshots.Manifest), Is.Null);
    }

    [Test]
    public async Task Begin_CopyThatIsDamagedOrNotThere_IsLeftToTheLoader()
    {
        var none = EarlySnapshot.Begin(_world.Snapshots, "default");
        await none.Completion;
        await _world.PublishAsync(1, "a");
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        _world.Snapshots.Segments.Values.Single()[0] ^= 1;
        var damaged = EarlySnapshot.Begin(_world.Snapshots, "default");
        await damaged.Completion;

        Assert.That(
            (none.Take(_world.Snapshots.Manifest), damaged.Take(_world.Snapshots.Manifest)),
            Is.EqualTo((default(SnapshotContent), default(SnapshotContent))));
    }

    private async Task RunOnceAsync()
    {
        await _world.Worker.Refresher.RefreshAsync(CancellationToken.None);
        _world.Worker.Refresher.SaveIndex();
    }

    // Version 2: version 1's segment, and one more.
    private async Task PublishDeltaAsync() => _ = await _world.Store.PublishAsync(
        HashSetVersions.Version(2, _world.Key, "default", [HashSetVersions.Entry("a")], [HashSetVersions.Entry("b")]),
        1, CancellationToken.None);
}
