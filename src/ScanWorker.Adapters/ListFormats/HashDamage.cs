using ScanWorker.Matching.Entries;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// Refuses a list whose hashes a spreadsheet has changed: where one is seen to be damaged, others may be and look
/// right.
/// </summary>
internal static class HashDamage
{
    private static readonly HashType[] Kinds = [HashType.Md5, HashType.Sha1, HashType.Sha256, HashType.Sha512];

    /// <param name="line">Where it is.</param>
    /// <param name="text">What should have been a hash, and is none.</param>
    /// <param name="type">Its kind, where that is told.</param>
    /// <exception cref="InvalidDataException">It was a hash once. The message says what happened, without the
    /// text.</exception>
    internal static void Check(long line, ReadOnlySpan<char> text, HashType? type)
    {
        foreach (var kind in type is { } told ? [told] : Kinds)
        {
            if (EntryHashes.DamageOf(kind, text) is { } damage)
            {
                throw new InvalidDataException($"Line {line} {damage}. Nothing is applied.");
            }
        }
    }
}
