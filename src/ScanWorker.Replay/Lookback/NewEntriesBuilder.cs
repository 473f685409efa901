using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;

namespace ScanWorker.Replay.Lookback;

/// <summary>Gathers what may give a past upload another outcome in which nothing was known, version by
/// version.</summary>
/// <remarks>No version is kept but the latest, and that one until the next.</remarks>
/// <param name="isNegative">Says so of a bank.</param>
internal sealed class NewEntriesBuilder(Func<string, bool> isNegative)
{
    private readonly List<Entry> _entries = [];
    private HashIndex? _before;

    /// <param name="version">The earliest comes first.</param>
    public void Add(HashIndex version)
    {
        if (_before is { } before)
        {
            _entries.AddRange(NewEntries.Between(before, version));
            _entries.AddRange(NewEntries.Between(version, before).Where(entry => isNegative(entry.Bank)));
        }

        _before = version;
    }

    /// <returns>The entries that were new in one of the later versions, and of those of negative banks that are gone:
    /// what they suppressed is near them.</returns>
    public HashIndex Build()
    {
        _before = null;
        return HashIndex.Build(_entries);
    }
}
