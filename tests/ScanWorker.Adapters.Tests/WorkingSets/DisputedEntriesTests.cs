using System.Security.Cryptography;
using CsCheck;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Feedback;
using ScanWorker.Matching.Publishing;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Adapters.Tests.WorkingSets;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DisputedEntriesTests : IDisposable
{
    private readonly WorkingFolder _folder = new();
    private readonly FakeHashSetStore _store = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private WorkingSet _workingSet;
    private int _needed = 2;

    public DisputedEntriesTests() => _workingSet = _folder.OpenToWrite();

    public void Dispose()
    {
        _workingSet.Dispose();
        _folder.Dispose();
        _key.Dispose();
    }

    [Test]
    public async Task Publish_EntryDeniedByEnoughReviewers_IsDisputedThereAndNotInTheWorkingSet()
    {
        _ = _folder.Import(_workingSet, entries: ["a", "b"]);
        Say("a", ReviewDecision.Denied, "r1", "r2");
        Say("b", ReviewDecision.Denied, "r1");

        var manifest = await PublishAsync();

        Assert.That(Disputed(manifest.Segments), Is.EqualTo(new[] { "a" }));
        Assert.That(Disputed(_workingSet.State.Working.Chain), Is.Empty);
        Assert.That(manifest.Banks.Single().Entries, Is.EqualTo(2));
        Assert.That(_workingSet.State.HasUnpublished, Is.False);
        Assert.That((await PublishAsync()).Version, Is.EqualTo(1), "Nothing has changed.");
    }

    [Test]
    public async Task Publish_ReviewersOrSettingsSayOtherwise_BelievesTheEntryAgain()
    {
        _ = _folder.Import(_workingSet, entries: ["a"]);
        Say("a", ReviewDecision.Denied, "r1", "r2");
        _ = await PublishAsync();

        Say("a", ReviewDecision.Confirmed, "r3", "r4");
        var confirmed = await PublishAsync();
        Say("a", ReviewDecision.Denied, "r5");
        var denied = await PublishAsync();
        _needed = 0;
        var off = await PublishAsync();

        Assert.That(confirmed.Version, Is.EqualTo(2));
        Assert.That(Disputed(confirmed.Segments), Is.Empty);
        Assert.That(Disputed(denied.Segments), Is.EqualTo(new[] { "a" }));
        Assert.That((off.Version, Disputed(off.Segments).Count()), Is.EqualTo((4, 0)));
    }

    [Test]
    public async Task Publish_AChangeAlone_LeavesOthersPendingAndDisputesAllTheSame()
    {
        _ = _folder.Import(_workingSet, entries: ["a"]);
        Say("a", ReviewDecision.Denied, "r1", "r2");
        _ = await PublishAsync();
        var edits = new WorkingSetEdits(_workingSet);
        var record = edits.Add([HashSetVersions.Entry("x")], edits.OpenSearch(), "c", null);

        var (manifest, _) = await Publisher().PublishAloneAsync(record, CancellationToken.None);

        Assert.That(Disputed(manifest.Segments), Is.EqualTo(new[] { "a" }));
        Assert.That(_workingSet.State.HasUnpublished, Is.False);
    }

    [Test]
    public async Task RollBack_ToAVersionWithDisputes_BringsBackTheListsAlone()
    {
        _ = _folder.Import(_workingSet, entries: ["a"]);
        Say("a", ReviewDecision.Denied, "r1", "r2");
        _ = await PublishAsync();
        _ = _folder.Import(_workingSet, entries: ["b"]);
        _ = await PublishAsync();
        Say("a", ReviewDecision.Confirmed, "r3", "r4");

        var (manifest, _) = await Publisher().RollBackAsync(1, "c", null, CancellationToken.None);

        Assert.That(WorkingFolder.Ids(_workingSet, manifest.Segments), Is.EqualTo(new[] { "a" }));
        Assert.That(Disputed(manifest.Segments), Is.Empty, "It is not disputed any more.");
    }

    [Test]
    public async Task Publish_KilledBeforeItSaidSo_IsCaughtUpWithItsDisputes()
    {
        _ = _folder.Import(_workingSet, entries: ["a"]);
        Say("a", ReviewDecision.Denied, "r1", "r2");
        var journal = Path.Combine(_folder.Path, "journal");
        var before = await File.ReadAllBytesAsync(journal);
        _ = await PublishAsync();
        _workingSet.Dispose();
        await File.WriteAllBytesAsync(journal, before);
        _workingSet = _folder.OpenToWrite();

        var manifest = await PublishAsync();

        Assert.That(manifest.Version, Is.EqualTo(1));
        Assert.That(_workingSet.State.HasUnpublished, Is.False);
        Assert.That(_workingSet.State.PublishedDisputed?.Id, Is.EqualTo(manifest.Disputed));
    }

    [Test]
    public Task Publish_AnyOpinionsAndLists_DisputesWhatReviewersDisputeAndChangesNothingElse() =>
        Gen.Select(
            Gen.Select(Gen.Int[0, 5], Gen.Enum<ReviewDecision>(), Gen.Int[0, 2]).Array[0, 12], Gen.Int[0, 2])
            .Array[1, 4].SampleAsync(
                async rounds =>
                {
                    using var test = new DisputedEntriesTests();
                    foreach (var (opinions, list) in rounds)
                    {
                        _ = test._folder.Import(
                            test._workingSet, entries: [.. Enumerable.Range(list, 3).Select(entry => $"e{entry}")]);
                        foreach (var (entry, decision, reviewer) in opinions)
                        {
                            test.Say($"e{entry}", decision, $"r{reviewer}");
                        }

                        var manifest = await test.PublishAsync();

                        var there = WorkingFolder.Ids(test._workingSet, test._workingSet.State.Working.Chain).ToList();
                        Assert.That(WorkingFolder.Ids(test._workingSet, manifest.Segments), Is.EqualTo(there));
                        Assert.That(test.Disputed(manifest.Segments), Is.EqualTo(
                            test._workingSet.State.Opinions.Disputed(_ => 2).Select(key => key.EntryId)
                                .Intersect(there)));
                        Assert.That(test.Disputed(test._workingSet.State.Working.Chain), Is.Empty);
                    }
                },
                iter: 50);

    private Publisher Publisher() => new(_workingSet, "default", _store, _key, _folder.Clock)
    {
        ReviewersNeeded = _ => _needed,
    };

    private async Task<HashSetManifest> PublishAsync() =>
        (await Publisher().PublishAsync("c", null, CancellationToken.None)).Manifest;

    private IEnumerable<string> Disputed(IEnumerable<SegmentFacts> chain) => HashSetDiff
        .Entries(HashSetAssembler.BuildLookup(chain.Select(_workingSet.ReadSegment)))
        .Where(entry => entry.IsDisputed).Select(entry => entry.EntryId).Order(StringComparer.Ordinal);

    private void Say(string entry, ReviewDecision decision, params string[] reviewers) => _workingSet.Append(
        new JournalRecord(0, default, "c", JournalAction.Feedback)
        {
            Feedback = new JournalFeedback(
                [.. reviewers.Select(reviewer => new Opinion(
                    HashSetVersions.Entry(entry).Key, "upload", reviewer, decision, _folder.Clock.GetUtcNow()))], []),
        });
}
