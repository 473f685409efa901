using CsCheck;
using ScanWorker.Adapters.WorkingSets.Contents;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Adapters.Tests.WorkingSets;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ContentChangeTests
{
    private static readonly Gen<Segment> AnySegment =
        Gen.Select(Gen.Int[0, 150], Gen.Int[0, 2], Gen.Bool, (id, version, isGone) => (id, version, isGone))
            .Array[0, 200].Select(rows => SegmentOf(rows.DistinctBy(row => row.id)));

    [Test]
    public void Between_AnyTwoContents_IsWhatTheirIndexesDifferIn() =>
        Gen.Select(AnySegment.Array[1, 5], Gen.Int[0, 4], Gen.Int[0, 4], AnySegment.Array[0, 2]).Sample(
            (shared, first, second, more) =>
            {
                Segment[] before = [.. shared.Take(first)];
                Segment[] after = [.. shared.Take(second), .. more];

                var differing = Texts(ContentChange.Between([.. before], [.. after]));

                return differing.SequenceEqual(Texts(HashSetDiff.Between(
                    HashSetAssembler.BuildLookup(before), HashSetAssembler.BuildLookup(after))));
            },
            iter: 300);

    private static IEnumerable<string> Texts(IEnumerable<EntryDiff> diffs) =>
        diffs.Select(diff => $"{diff.Kind} {diff.Key} {diff.Before?.Note} {diff.After?.Note}")
            .Order(StringComparer.Ordinal);

    private static Segment SegmentOf(IEnumerable<(int Id, int Version, bool IsGone)> rows)
    {
        var builder = new SegmentBuilder();
        foreach (var (id, version, isGone) in rows)
        {
            var entry = HashSetVersions.Entry($"e{id}") with { Note = $"v{version}" };
            if (isGone)
            {
                builder.Withdraw(entry.Key);
            }
            else
            {
                builder.Add(entry);
            }
        }

        return builder.Build();
    }
}
