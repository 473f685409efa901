using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Commands.Sets;

/// <summary>Makes entries of hashes that a person typed.</summary>
internal static class TypedEntries
{
    /// <exception cref="InvalidDataException">A text is no hash, or could be two kinds.</exception>
    public static IReadOnlyList<Entry> Make(IReadOnlyList<string> texts, Entry blank)
    {
        var hashes = texts.Select(Read).ToList();
        var isOneEntry = hashes.Select(hash => hash.Type).Distinct().Count() == hashes.Count;
        if (!isOneEntry)
        {
            return blank.EntryId.Length == 0
                ? [.. hashes.Select(hash => Entry([hash], blank))]
                : throw new InvalidDataException(
                    "One --id cannot be of several entries: two hashes are of the same kind.");
        }

        return [Entry(hashes, blank)];
    }

    private static Entry Entry(IEnumerable<(HashType Type, string Text)> typed, Entry blank)
    {
        var hashes = new EntryHashes();
        foreach (var (type, text) in typed)
        {
            _ = hashes.TryAdd(type, text);
        }

        return hashes.ApplyTo(blank with { EntryId = blank.EntryId.Length == 0 ? hashes.MakeId() : blank.EntryId });
    }

    private static (HashType Type, string Text) Read(string text)
    {
        var meanings = HashText.Meanings(text);
        return meanings.Count switch
        {
            1 => (meanings[0].FirstType, text[(text.IndexOf(':', StringComparison.Ordinal) + 1)..]),
            0 => throw new InvalidDataException(
                $"A hash is typed as md5:…, sha1:…, sha256:…, sha512:… or {HashAlgorithm.PdqId}:…, in hexadecimal, base32 "
                    + $"or base64; a video's as {VideoFrames.AlgorithmId}:[…]."),
            _ => throw new InvalidDataException(
                $"64 digits are SHA-256 or {HashAlgorithm.Pdq.Name}: type sha256:… or {HashAlgorithm.PdqId}:…."),
        };
    }
}
