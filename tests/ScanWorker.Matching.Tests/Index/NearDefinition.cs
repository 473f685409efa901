using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;

namespace ScanWorker.Matching.Tests.Index;

/// <summary>What a near search must answer, said as plainly as possible.</summary>
internal static class NearDefinition
{
    internal sealed record Answer(EntryKey Key, string Bank, int Distance, DihedralTransform Transform);

    internal static HashSet<Answer> Find(
        IEnumerable<Entry> entries, Hash256[] queries, Func<string, int> radiusOfBank) =>
    [
        .. from entry in entries
           where entry.Pdq is not null && queries.Length > 0
           let known = entry.Pdq ?? default
           let nearest = queries.Index().MinBy(query => query.Item.DistanceTo(known))
           let distance = nearest.Item.DistanceTo(known)
           where distance <= radiusOfBank(entry.Bank)
           select new Answer(KeyOf(entry), entry.Bank, distance, (DihedralTransform)nearest.Index),
    ];

    internal static EntryKey KeyOf(Entry entry) => new(entry.Bank, entry.Source, entry.EntryId);

    /// <summary>Asks the index, and checks the order and count of its answer on the way.</summary>
    internal static HashSet<Answer> Ask(HashIndex index, Hash256[] queries, Func<string, int> radiusOfBank)
    {
        var matches = new List<NearMatch>();
        var count = index.FindNear(queries, [.. index.Banks.Select(radiusOfBank)], matches, int.MaxValue);
        Assert.That(matches, Has.Count.EqualTo(count));
        Assert.That(matches, Is.Ordered.By(nameof(NearMatch.Distance)).Then.By(nameof(NearMatch.Entry)));
        return [.. matches.Select(match =>
            new Answer(KeyOf(index.GetEntry(match.Entry)), index.Banks[match.Bank], match.Distance, match.Transform))];
    }
}
