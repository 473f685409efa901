namespace ScanWorker.Matching.Entries;

/// <summary>
/// A hash as a person types it: <c>type:hash</c>, or the hash alone where its length tells what it is.
/// </summary>
public static class HashText
{
    /// <returns>What the text can mean: 64 digits without a type are SHA-256 and PDQ. Nothing when it is no
    /// hash.</returns>
    public static IReadOnlyList<EntryHashes> Meanings(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        IEnumerable<HashType> types = colon < 0 ? Enum.GetValues<HashType>()
            : HashTypes.TryParse(text.AsSpan(0, colon), out var told) ? [told] : [];
        var meanings = new List<EntryHashes>();
        foreach (var type in types)
        {
            var hashes = new EntryHashes();
            if ((colon >= 0 || text.Length == HashTypes.SizeBytes(type) * 2)
                && hashes.TryAdd(type, text.AsSpan(colon + 1)))
            {
                meanings.Add(hashes);
            }
        }

        return meanings;
    }
}
