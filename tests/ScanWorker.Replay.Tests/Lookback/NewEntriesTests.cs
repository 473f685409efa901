using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Segments;
using ScanWorker.Replay.Lookback;

namespace ScanWorker.Replay.Tests.Lookback;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NewEntriesTests
{
    private static readonly Entry Same = PastVerdicts.Entry("b", "same", PastVerdicts.Hash(1));
    private static readonly Entry Old = PastVerdicts.Entry("b", "changed", PastVerdicts.Hash(2));
    private static readonly Entry Changed = PastVerdicts.Entry("b", "changed", PastVerdicts.Hash(3));
    private static readonly Entry Off = PastVerdicts.Entry(
        "b", "enabled", PastVerdicts.Hash(4)) with
    { Enabled = false };
    private static readonly Entry Added = PastVerdicts.Entry("c", "added", PastVerdicts.Hash(5));

    [Test]
    public void Between_VersionsWithNothingInCommon_GivesWhatCouldNotMatchBefore()
    {
        var before = HashIndex.Build([Same, Old, Off]);
        var now = HashIndex.Build([Same with { Note = "told" }, Changed, Off with { Enabled = true }, Added]);

        Assert.That(
            NewEntries.Between(before, now).Select(entry => entry.EntryId),
            Is.EquivalentTo(new[] { "changed", "enabled", "added" }));
    }

    [Test]
    public void Between_AVideoWithAnotherFrame_GivesIt()
    {
        var before = HashIndex.Build([Same with { Vpdq = VideoFrames.Of([PastVerdicts.Hash(8)]) }]);
        var now = HashIndex.Build(
            [Same with { Vpdq = VideoFrames.Of([PastVerdicts.Hash(8), PastVerdicts.Hash(9)]) }]);

        Assert.That(NewEntries.Between(before, now).Count(), Is.EqualTo(1));
        Assert.That(NewEntries.Between(now, now), Is.Empty);
    }

    [Test]
    public void Between_OneDelta_GivesWhatTheDeltaAdds()
    {
        var before = HashIndex.Build([Same, Old, Off]);
        var delta = new SegmentBuilder();
        delta.Add(Added);
        delta.Add(Same);

        Assert.That(
            NewEntries.Between(before, before.WithDelta(delta.Build())).Select(entry => entry.EntryId),
            Is.EqualTo(new[] { "added" }));
    }

    [Test]
    public void Between_NothingBefore_GivesAll() =>
        Assert.That(NewEntries.Between(HashIndex.Empty, HashIndex.Build([Same, Added])).Count(), Is.EqualTo(2));
}
