using System.Diagnostics.CodeAnalysis;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>The entries of a working set, read into memory.</summary>
internal sealed class KnownEntries : IKnownEntries
{
    private readonly Dictionary<EntryKey, Entry> _entries = [];

    /// <exception cref="WorkingSetException">A segment is missing or damaged.</exception>
    public static KnownEntries Read(WorkingSet workingSet)
    {
        var known = new KnownEntries();
        foreach (var segment in workingSet.State.Chain)
        {
            SegmentLines.Apply(workingSet.ReadSegment(segment).Span, known._entries);
        }

        return known;
    }

    public bool TryGet(EntryKey key, [NotNullWhen(true)] out Entry? entry) => _entries.TryGetValue(key, out entry);

    public IEnumerable<Entry> OfSource(string bank, string source) =>
        _entries.Values.Where(entry => entry.Bank == bank && entry.Source == source);
}
