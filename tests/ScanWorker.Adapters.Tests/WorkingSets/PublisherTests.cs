using System.Security.Cryptography;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Leases;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Adapters.Tests.WorkingSets;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PublisherTests : IDisposable
{
    private readonly WorkingFolder _folder = new();
    private readonly FakeHashSetStore _store = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WorkingSet _workingSet;

    public PublisherTests() => _workingSet = _folder.OpenToWrite();

    public void Dispose()
    {
        _workingSet.Dispose();
        _folder.Dispose();
        _key.Dispose();
    }

    [Test]
    public async Task PublishAsync_FirstTime_IsVersionOneSignedAndInTheJournal()
    {
        _ = _folder.Import(_workingSet, entries: ["a", "b"]);

        var (manifest, sentBytes) = await PublisherOf().PublishAsync("custodian", "why", CancellationToken.None);

        Assert.That((manifest.Version, manifest.Parent, manifest.By, manifest.Reason),
            Is.EqualTo((1, 0, "custodian", "why")));
        Assert.That(sentBytes, Is.Positive);
        Assert.That(await PublishedIdsAsync(), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(_workingSet.State.PublishedVersion, Is.EqualTo(1));
        Assert.That(_workingSet.State.HasUnpublished, Is.False);
    }

    [Test]
    public async Task PublishAsync_NothingChanged_LeavesTheVersion()
    {
        await PublishAsync("a");

        var (manifest, sentBytes) = await PublisherOf().PublishAsync("custodian", null, CancellationToken.None);

        Assert.That((manifest.Version, sentBytes), Is.EqualTo((1, 0)));
    }

    [TestCase(14, 1)]
    [TestCase(15, 2)]
    public async Task PublishAsync_NothingChangedForLong_IsRenewed(int days, long version)
    {
        await PublishAsync("a");
        _folder.Clock.Advance(TimeSpan.FromDays(days));

        var publisher = new Publisher(_workingSet, "default", _store, _key, _folder.Clock)
        {
            RenewsAfter = TimeSpan.FromDays(15),
        };
        var (manifest, _) = await publisher.PublishAsync("custodian", null, CancellationToken.None);

        Assert.That(manifest.Version, Is.EqualTo(version));
        Assert.That(await PublishedIdsAsync(), Is.EqualTo(new[] { "a" }));
    }

    [TestCase("a", 5, 1, Description = "The list was read again and says the same: workers learn it later.")]
    [TestCase("a", 6, 2)]
    [TestCase("b", 0, 2, Description = "What has changed is published at once.")]
    public async Task PublishAsync_SourceWasFed_WaitsOnlyWithAgesAlone(string entry, int hours, long version)
    {
        await PublishAsync("a");
        _folder.Clock.Advance(TimeSpan.FromHours(hours));
        _ = _folder.Import(_workingSet, entries: [entry]);
        Assert.That(_workingSet.State.HasUnpublished, Is.True);

        var publisher = new Publisher(_workingSet, "default", _store, _key, _folder.Clock)
        {
            AgesAfter = TimeSpan.FromHours(6),
        };
        var (manifest, _) = await publisher.PublishAsync("custodian", null, CancellationToken.None);

        Assert.That(manifest.Version, Is.EqualTo(version));
    }

    [Test]
    public async Task PublishAsync_SourceWasFed_IsPublishedAtOnceByDefault()
    {
        await PublishAsync("a");
        _ = _folder.Import(_workingSet, entries: ["a"]);

        var (manifest, _) = await PublisherOf().PublishAsync("custodian", null, CancellationToken.None);

        Assert.That(manifest.Version, Is.EqualTo(2));
    }

    [Test]
    public async Task PublishAsync_LeaseIsLost_PublishesNothingAndSaysSo()
    {
        await PublishAsync("a");
        _ = _folder.Import(_workingSet, entries: ["b"]);
        var lost = await _store.Leases.TryTakeAsync("default", TimeSpan.FromHours(1), CancellationToken.None);
        _store.Leases.End("default");
        var publisher = new Publisher(_workingSet, "default", _store, _key, _folder.Clock) { Lease = lost };

        Assert.That(
            async () => await publisher.PublishAsync("custodian", null, CancellationToken.None),
            Throws.TypeOf<PublisherLeaseLostException>());

        Assert.That(_workingSet.State.PublishedVersion, Is.EqualTo(1));
        Assert.That(await _store.ReadHeadAsync("default", CancellationToken.None), Is.EqualTo(1));
        await PublisherOf().PublishAsync("next", null, CancellationToken.None);
        Assert.That(await _store.ReadHeadAsync("default", CancellationToken.None), Is.EqualTo(2));
    }

    [Test]
    public async Task PublishAsync_StoreLostEverything_PublishesAHigherVersionWhole()
    {
        await PublishAsync("a");
        _store.Values.Clear();

        var (manifest, _) = await PublisherOf().PublishAsync("custodian", null, CancellationToken.None);

        Assert.That(manifest.Version, Is.EqualTo(2));
        Assert.That(await PublishedIdsAsync(), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task PublishAsync_PublishedFromElsewhere_IsAConflictThatSaysByWhom()
    {
        await PublishAsync("a");
        _ = await _store.PublishAsync(
            HashSetVersions.Version(2, null, "default", [HashSetVersions.Entry("x")]), 1, CancellationToken.None);
        _ = _folder.Import(_workingSet, entries: ["b"]);

        Assert.That(
            async () => await PublisherOf().PublishAsync("custodian", null, CancellationToken.None),
            Throws.TypeOf<HashSetConflictException>().With.Message.Contains("version 1").And.Message.Contains(
                "--take-over"));

        var (manifest, _) = await PublisherOf(takesOver: true).PublishAsync("custodian", null, CancellationToken.None);
        Assert.That((manifest.Version, manifest.Parent), Is.EqualTo((3, 2)));
        Assert.That(await PublishedIdsAsync(), Is.EqualTo(new[] { "a", "b" }));
    }

    [Test]
    public async Task PublishAsync_StoreAwayForAMoment_WaitsForIt()
    {
        _ = _folder.Import(_workingSet, entries: ["a"]);
        var flaky = new FlakyStore(_store) { FailuresLeft = 2 };
        var publishing = new Publisher(_workingSet, "default", flaky, _key, _folder.Clock)
            .PublishAsync("custodian", null, CancellationToken.None);

        while (!publishing.IsCompleted)
        {
            _folder.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.That((await publishing).Manifest.Version, Is.EqualTo(1));
    }

    [Test]
    public async Task PublishAsync_AnswerLostAfterHeadMoved_IsPublishedOnce()
    {
        _ = _folder.Import(_workingSet, entries: ["a"]);
        var flaky = new FlakyStore(_store) { FailuresLeft = 1, FailsAfterwards = true };
        var publishing = new Publisher(_workingSet, "default", flaky, _key, _folder.Clock)
            .PublishAsync("custodian", null, CancellationToken.None);

        while (!publishing.IsCompleted)
        {
            _folder.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        Assert.That((await publishing).Manifest.Version, Is.EqualTo(1));
        Assert.That(await _store.ReadHeadAsync("default", CancellationToken.None), Is.EqualTo(1));
    }

    [Test]
    public async Task PublishAsync_KilledAfterHeadMoved_IsTakenDownByTheNext()
    {
        await PublishAsync("a");
        var journal = await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "journal"));
        await PublishAsync("b");
        _workingSet.Dispose();
        var lines = await File.ReadAllLinesAsync(Path.Combine(_folder.Path, "journal"));
        await File.WriteAllTextAsync(Path.Combine(_folder.Path, "journal"), string.Join("\n", lines[..^1]) + "\n");

        using var revived = _folder.OpenToWrite();
        Assert.That(revived.State.PublishedVersion, Is.EqualTo(1));
        _ = _folder.Import(revived, entries: ["c"]);
        var (manifest, _) = await new Publisher(revived, "default", _store, _key, _folder.Clock)
            .PublishAsync("custodian", null, CancellationToken.None);

        Assert.That(manifest.Version, Is.EqualTo(3));
        Assert.That(revived.Records.Select(record => record.Version).OfType<long>(), Is.EqualTo(new[] { 1L, 2, 3 }));
        Assert.That(await PublishedIdsAsync(), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(journal, Is.Not.Empty);
    }

    [Test]
    public async Task PublishAloneAsync_WhileAnImportWaits_PublishesTheEmergencyOnly()
    {
        await PublishAsync("a", "b");
        _ = _folder.Import(_workingSet, entries: ["waiting"]);
        var edits = new WorkingSetEdits(_workingSet);
        var record = edits.Withdraw([HashSetVersions.Entry("a").Key], "custodian", "wrong");

        var (manifest, sentBytes) = await PublisherOf().PublishAloneAsync(record, CancellationToken.None);

        Assert.That(await PublishedIdsAsync(), Is.EqualTo(new[] { "b" }));
        Assert.That(manifest.Banks.Single().Entries, Is.EqualTo(1));
        Assert.That(sentBytes, Is.LessThan(64 << 10));
        Assert.That(_workingSet.State.HasUnpublished, Is.True);

        _ = await PublisherOf().PublishAsync("custodian", null, CancellationToken.None);
        Assert.That(await PublishedIdsAsync(), Is.EqualTo(new[] { "b", "waiting" }));
        Assert.That(_workingSet.State.HasUnpublished, Is.False);
    }

    [Test]
    public async Task RollBackAsync_ToAnEarlierVersion_IsANewVersionWithItsContent()
    {
        await PublishAsync("a");
        await PublishAsync("b");

        var (manifest, _) = await PublisherOf().RollBackAsync(null, "custodian", "b was wrong", CancellationToken.None);

        Assert.That((manifest.Version, manifest.Restores), Is.EqualTo((3, 1)));
        Assert.That(await PublishedIdsAsync(), Is.EqualTo(new[] { "a" }));
        Assert.That(WorkingFolder.Ids(_workingSet, _workingSet.State.Working.Chain), Is.EqualTo(new[] { "a" }));

        await PublishAsync("c");
        Assert.That(await PublishedIdsAsync(), Is.EqualTo(new[] { "a", "c" }));
    }

    [Test]
    public void RollBackAsync_ToAVersionThatNeverWas_IsRefused() => Assert.That(
        async () => await PublisherOf().RollBackAsync(7, "custodian", null, CancellationToken.None),
        Throws.TypeOf<WorkingSetException>());

    [Test]
    public void PublishAsync_NothingWasEverImported_IsRefused() => Assert.That(
        async () => await PublisherOf().PublishAsync("custodian", null, CancellationToken.None),
        Throws.TypeOf<WorkingSetException>());

    private Publisher PublisherOf(bool takesOver = false) =>
        new(_workingSet, "default", _store, _key, _folder.Clock) { TakesOver = takesOver };

    private async Task PublishAsync(params string[] entries)
    {
        _ = _folder.Import(_workingSet, entries: entries);
        _ = await PublisherOf().PublishAsync("custodian", null, CancellationToken.None);
    }

    // What a worker that believes only this custodian would load.
    private async Task<IEnumerable<string>> PublishedIdsAsync()
    {
        var cell = new Pipeline.HashSets.HashIndexCell();
        using var harness = new RefresherHarness(_folder.Clock, _store, new FakeSnapshots(), cell, _key);
        await harness.Refresher.RefreshAsync(CancellationToken.None);
        return cell.Current is { } live
            ? HashSetDiff.Entries(live.Index).Select(entry => entry.EntryId).Order(StringComparer.Ordinal)
            : ["nothing is live"];
    }
}
