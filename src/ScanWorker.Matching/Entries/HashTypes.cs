using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Entries;

/// <summary>What lists call the kinds of hash.</summary>
public static class HashTypes
{
    // The first of each line is what people are told.
    private static readonly FrozenDictionary<string, string> Elsewhere = new string[][]
    {
        ["photodna", "pdna", "hashphotodna", "imagephotodna", "hashphotodnaimage"],
        ["netclean"], ["videntifier"], ["sha384"], ["sha224"], ["sha3256"], ["sha3512"], ["md4"], ["crc32"],
        ["tmk", "tmkpdqf", "videotmk", "hashtmk"],
        ["pdqocr", "hashpdqocr"],
        ["ssdeep"], ["tlsh", "texttlsh", "hashtexttlsh"],
        ["phash"], ["ahash"], ["dhash"], ["whash"], ["blockhash"],
        ["text", "rawtext"], ["url", "uri", "hashurlmd5"], ["trendquery"], ["domain"], ["ipaddress"], ["emailaddress"],
        ["debugstring"], ["unknown"],
    }.SelectMany(names => names.Select(name => KeyValuePair.Create(name, names[0])))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // Pictures and videos alike: a digest matches the bytes of any upload.
    private static readonly ImmutableArray<Row> Rows =
    [
        new(HashType.Md5, "md5", Hash128.SizeBytes, ["hashmd5", "imagemd5", "videomd5", "hashvideomd5"]),
        new(HashType.Sha1, "sha1", Hash160.SizeBytes, ["hashsha1", "imagesha1", "videosha1", "hashvideosha1"]),
        new(
            HashType.Sha256, "sha256", Hash256.SizeBytes,
            ["sha2256", "hashsha256", "imagesha256", "videosha256", "hashvideosha256"]),
        new(
            HashType.Sha512, "sha512", Hash512.SizeBytes,
            ["sha2512", "hashsha512", "imagesha512", "videosha512", "hashvideosha512"]),
        Row.Of(HashType.Pdq, HashAlgorithm.Pdq),
        new(HashType.Vpdq, VideoFrames.AlgorithmId, 0, ["videovpdq", "hashvpdq", "hashvideovpdq", "videopdq"]),
    ];

    private static readonly ImmutableArray<HashType> TypesOfOwnLength = [HashType.Md5, HashType.Sha1, HashType.Sha512];

    private static readonly FrozenDictionary<string, HashType> TypesByName = Rows
        .SelectMany(row => row.Aliases.Prepend(row.Name).Select(name => KeyValuePair.Create(name, row.Type)))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The names that we write, one a kind, in the order of <see cref="HashType"/>.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Rows.Select(row => row.Name)];

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

        return TypesByName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(plain[..length], out type);
    }

    /// <summary>
    /// A kind of hash, or of another signal, that is known and that we do not match: it is left out and counted, where
    /// an unknown one is quarantined.
    /// </summary>
    /// <param name="name">As a list writes it.</param>
    /// <returns>Our word for it; null for any other name.</returns>
    public static string? MatchedElsewhere(string name) =>
        Elsewhere.GetValueOrDefault(name.Trim().Replace("-", "", StringComparison.Ordinal)
            .Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal));

    /// <summary>
    /// The kind that a hash's length tells: 64 digits are SHA-256 or PDQ, and nothing tells them apart.
    /// </summary>
    public static HashType? TypeByLength(ReadOnlySpan<char> text)
    {
        var length = HashSpelling.Bare(text).Length;
        foreach (var type in TypesOfOwnLength)
        {
            if (length >= SizeBytes(type) * 2 && new EntryHashes().TryAdd(type, text))
            {
                return type;
            }
        }

        return null;
    }

    /// <returns>0 of vPDQ, which has any number of hashes.</returns>
    public static int SizeBytes(HashType type) => Rows[(int)type].SizeBytes;

    /// <summary>The name that we write.</summary>
    public static string NameOf(HashType type) => Rows[(int)type].Name;

    private sealed record Row(HashType Type, string Name, int SizeBytes, ImmutableArray<string> Aliases)
    {
        public static Row Of(HashType type, HashAlgorithm algorithm) =>
            new(type, algorithm.Id, algorithm.SizeBits / 8, algorithm.Aliases);
    }
}

/// <summary>The kinds of hash that entries hold.</summary>
public enum HashType
{
    Md5,
    Sha1,
    Sha256,
    Sha512,
    Pdq,
    Vpdq,
}
