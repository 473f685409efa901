using CsCheck;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Tests.Index;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Publishing;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class HashSetDiffTests
{
    [Test]
    public void Between_AnyTwoVersions_LeadsFromTheOneToTheOther() =>
        Gen.Select(EntryGenerator.EntryOrVideo.Array[0, 40], EntryGenerator.Entry.Array[0, 40]).Sample((one, other) =>
        {
            var (before, after) = (Index(one), Index(other));
            var model = HashSetDiff.Entries(before).ToDictionary(entry => entry.Key);

            foreach (var diff in HashSetDiff.Between(before, after))
            {
                if (diff.After is { } entry)
                {
                    model[diff.Key] = entry;
                }
                else
                {
                    model.Remove(diff.Key);
                }
            }

            return model.Count == after.EntryCount
                && HashSetDiff.Entries(after).All(entry => HashSetDiff.IsSame(model[entry.Key], entry));
        });

    [Test]
    public void Between_AVersionAndItself_IsNothing() => EntryGenerator.EntryOrVideo.Array[0, 40].Sample(entries =>
        !HashSetDiff.Between(Index(entries), Index(entries)).Any());

    [Test]
    public void Between_EachKind_IsNamed()
    {
        var before = Index([HashIndexes.Entry("stays", "1"), HashIndexes.Entry("changes", "2"),
            HashIndexes.Entry("goes", "3")]);
        var after = Index([HashIndexes.Entry("stays", "1"), HashIndexes.Entry("changes", "22"),
            HashIndexes.Entry("comes", "4")]);

        var diffs = HashSetDiff.Between(before, after).Select(diff => (diff.Kind, diff.Key.EntryId));

        Assert.That(diffs, Is.EquivalentTo(new[]
        {
            (DiffKind.Changed, "changes"), (DiffKind.Added, "comes"), (DiffKind.Withdrawn, "goes"),
        }));
    }

    private static HashIndex Index(Entry[] entries) => HashSetAssembler.BuildLookup([HashIndexes.Segment(entries)]);
}
