using System.Diagnostics.CodeAnalysis;

namespace ScanWorker.Matching.HashSets.Imports;

/// <summary>What the working set holds before an import.</summary>
public interface IKnownEntries
{
    bool TryGet(EntryKey key, [NotNullWhen(true)] out Entry? entry);

    /// <summary>All entries that one list has put into one bank.</summary>
    IEnumerable<Entry> OfSource(string bank, string source);
}
