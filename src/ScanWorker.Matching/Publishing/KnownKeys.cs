using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;

namespace ScanWorker.Matching.Publishing;

/// <summary>The keys of all live entries of an index, without making the entries.</summary>
internal static class KnownKeys
{
    internal static IEnumerable<EntryKey> Of(HashIndex index)
    {
        var first = 0;
        foreach (var segment in index.Segments)
        {
            for (var i = 0; i < segment.EntryCount; i++)
            {
                if (index.IsEntry(first + i))
                {
                    yield return segment.GetKey(i);
                }
            }

            first += segment.EntryCount;
        }
    }
}
