using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Segments;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class LayeredIndexTests
{
    [Test]
    public void Build_ABaseAndDeltas_AnswersAsARebuildOfTheMergedEntries() =>
        Gen.Select(
            Gen.Select(EntryGenerator.EntryOrVideo.Array[0, 40], EntryGenerator.Key.Array[0, 15]).Array[1, 5],
            EntryGenerator.ClusteredHash.Array[1, 3],
            Gen.Int[0, 80])
        .Sample((steps, queries, radius) =>
        {
            var merged = new Dictionary<EntryKey, Entry>();
            var segments = new List<Segment>();
            foreach (var (upserts, withdrawals) in steps)
            {
                segments.Add(Apply(merged, withdrawals, upserts));
            }

            var layered = HashIndex.Build(segments);
            var rebuilt = HashIndex.Build(merged.Values);
            return layered.EntryCount == merged.Count
                && layered.Banks.SequenceEqual(rebuilt.Banks)
                && Enumerable.Range(0, layered.OrdinalsEnd).Count(layered.IsEntry) == merged.Count
                && merged.All(pair => EntryAssert.AreEqual(layered.GetEntry(layered.Find(pair.Key)), pair.Value))
                && NearDefinition.Ask(layered, queries, _ => radius)
                    .SetEquals(NearDefinition.Ask(rebuilt, queries, _ => radius));
        });

    [Test]
    public void WithDelta_AWithdrawal_HidesTheEntryInTheNewIndexOnly()
    {
        var before = HashIndex.Build([new Entry("bank", "1", "source") { Pdq = default(Hash256) }]);
        var builder = new SegmentBuilder();
        builder.Withdraw(new EntryKey("bank", "source", "1"));

        var after = before.WithDelta(builder.Build());

        Assert.That((before.EntryCount, after.EntryCount), Is.EqualTo((1, 0)));
        Assert.That(before.Find(new EntryKey("bank", "source", "1")), Is.Zero);
        Assert.That(after.Find(new EntryKey("bank", "source", "1")), Is.EqualTo(-1));
        Assert.That(after.IsEntry(0), Is.False);
        Assert.That(() => after.GetEntry(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(after.Banks, Is.Empty);
    }

    // Its rows are still in the layer, and near; its bank is no longer in the index.
    [TestCase(0)]
    [TestCase(int.MaxValue)]
    public void FindNear_TheLastEntryOfABankIsWithdrawn_FindsTheOtherBanks(int nearTablesFromRows)
    {
        var hash = new Hash256(Enumerable.Repeat((byte)0x5A, Hash256.SizeBytes).ToArray());
        var entries = new SegmentBuilder();
        entries.Add(new Entry("emptied", "1", "source") { Pdq = hash });
        entries.Add(new Entry("kept", "2", "source") { Pdq = hash });
        var withdrawal = new SegmentBuilder();
        withdrawal.Withdraw(new EntryKey("emptied", "source", "1"));

        var index = HashIndex.Empty.WithDelta(entries.Build(), nearTablesFromRows).WithDelta(withdrawal.Build());
        var answers = NearDefinition.Ask(index, [hash], _ => 31);

        Assert.That(answers.Select(answer => answer.Bank), Is.EqualTo(new[] { "kept" }));
    }

    private static Segment Apply(Dictionary<EntryKey, Entry> merged, EntryKey[] withdrawals, Entry[] upserts)
    {
        var builder = new SegmentBuilder();
        foreach (var key in withdrawals)
        {
            builder.Withdraw(key);
            _ = merged.Remove(key);
        }

        foreach (var entry in upserts)
        {
            builder.Add(entry);
            merged[NearDefinition.KeyOf(entry)] = entry;
        }

        return builder.Build();
    }
}
