using ScanWorker.Hashing;

namespace ScanWorker.Matching.HashSets.Imports;

/// <summary>What lists call the kinds of hash.</summary>
public static class HashTypes
{
    /// <summary>The names that are understood, without regard to case and to <c>-</c>, <c>_</c> and blanks.</summary>
    public static bool TryParse(ReadOnlySpan<char> name, out HashType type)
    {
        Span<char> plain = stackalloc char[24];
        var length = 0;
        foreach (var letter in name.Trim())
        {
            if (letter is '-' or '_' or ' ')
            {
                continue;
            }

            if (length == plain.Length)
            {
                type = default;
                return false;
            }

            plain[length++] = char.ToLowerInvariant(letter);
        }

        HashType? known = plain[..length] switch
        {
            "md5" or "hashmd5" or "imagemd5" => HashType.Md5,
            "sha1" or "hashsha1" or "imagesha1" => HashType.Sha1,
            "sha256" or "hashsha256" or "imagesha256" => HashType.Sha256,
            "pdq" or "hashpdq" or "imagepdq" => HashType.Pdq,
            _ => null,
        };
        type = known ?? default;
        return known is not null;
    }

    public static int SizeBytes(HashType type) => type switch
    {
        HashType.Md5 => Hash128.SizeBytes,
        HashType.Sha1 => Hash160.SizeBytes,
        _ => Hash256.SizeBytes,
    };

    /// <summary>The name that we write.</summary>
    public static string NameOf(HashType type) => type switch
    {
        HashType.Md5 => "md5",
        HashType.Sha1 => "sha1",
        HashType.Sha256 => "sha256",
        _ => "pdq",
    };
}
