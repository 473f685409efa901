using System.Diagnostics.CodeAnalysis;
using ScanWorker.Matching;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>The entries of a working set, read in place from its segments.</summary>
internal sealed class KnownEntries : IKnownEntries
{
    private readonly HashIndex _index;

    private KnownEntries(HashIndex index) => _index = index;

    /// <exception cref="WorkingSetException">A segment is missing or damaged.</exception>
    public static KnownEntries Read(WorkingSet workingSet) =>
        new(HashIndex.Build([.. workingSet.State.Chain.Select(workingSet.ReadSegment)]));

    public bool TryGet(EntryKey key, [NotNullWhen(true)] out Entry? entry)
    {
        var ordinal = _index.Find(key);
        entry = ordinal < 0 ? null : _index.GetEntry(ordinal);
        return entry is not null;
    }

    public IEnumerable<Entry> OfSource(string bank, string source) =>
        Enumerable.Range(0, _index.OrdinalsEnd).Where(_index.IsEntry).Select(_index.GetEntry)
            .Where(entry => entry.Bank == bank && entry.Source == source);
}
