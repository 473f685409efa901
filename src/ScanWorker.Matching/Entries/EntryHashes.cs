using ScanWorker.Hashing;

namespace ScanWorker.Matching.Entries;

/// <summary>The hashes of one record while it is being read.</summary>
public record struct EntryHashes
{
    public Hash128? Md5 { get; private set; }

    public Hash160? Sha1 { get; private set; }

    public Hash256? Sha256 { get; private set; }

    public Hash512? Sha512 { get; private set; }

    public Hash256? Pdq { get; private set; }

    /// <summary>May be without frames, where none is good enough.</summary>
    public VideoFrames? Vpdq { get; private set; }

    /// <summary>Two hashes of one kind were read, and they differ: of the two, the later is kept.</summary>
    public bool IsContradictory { get; private set; }

    public readonly bool IsEmpty =>
        Md5 is null && Sha1 is null && Sha256 is null && Sha512 is null && Pdq is null && Vpdq is null;

    /// <summary>Reads a hash as lists and spreadsheets write it: <see cref="HashSpelling"/>.</summary>
    /// <returns>Whether the text is a hash of that kind.</returns>
    public bool TryAdd(HashType type, ReadOnlySpan<char> text)
    {
        if (type == HashType.Vpdq)
        {
            return TryAddVideo(text);
        }

        var bare = HashSpelling.Bare(text);
        var hexDigits = HashTypes.SizeBytes(type) * 2;
        if (HashSpelling.IsHex(bare) && bare.Length != hexDigits)
        {
            return false; // Hexadecimal that was cut must not pass as base32 or base64, which are shorter.
        }

        Span<char> digits = stackalloc char[hexDigits];
        return TryAddPlain(type, HashSpelling.Ungroup(bare, digits) == hexDigits ? digits : bare);
    }

    /// <summary>What a spreadsheet has done to a text that should have been a hash of that kind.</summary>
    /// <returns>A sentence without the text, or null.</returns>
    public static string? DamageOf(HashType type, ReadOnlySpan<char> text) =>
        HashSpelling.DamageOf(text, HashTypes.SizeBytes(type) * 2);

    private bool TryAddPlain(HashType type, ReadOnlySpan<char> text)
    {
        switch (type)
        {
            case HashType.Md5 when Hash128.TryParse(text, out var md5):
                Md5 = Keep(Md5, md5);
                return true;
            case HashType.Sha1 when Hash160.TryParse(text, out var sha1):
                Sha1 = Keep(Sha1, sha1);
                return true;
            case HashType.Sha256 when Hash256.TryParse(text, out var sha256):
                Sha256 = Keep(Sha256, sha256);
                return true;
            case HashType.Sha512 when Hash512.TryParse(text, out var sha512):
                Sha512 = Keep(Sha512, sha512);
                return true;
            case HashType.Pdq when HashAlgorithm.Pdq.TryParse(text, out var pdq):
                Pdq = Keep(Pdq, pdq);
                return true;
            default:
                return false;
        }
    }

    private bool TryAddVideo(ReadOnlySpan<char> text)
    {
        if (!VideoHash.TryParse(text, out var frames))
        {
            return false;
        }

        IsContradictory |= Vpdq is { } other && !other.Equals(frames);
        Vpdq = frames;
        return true;
    }

    private T Keep<T>(T? before, T hash) where T : struct, IEquatable<T>
    {
        IsContradictory |= before is { } other && !other.Equals(hash);
        return hash;
    }

    public readonly Entry ApplyTo(Entry entry) =>
        entry with { Md5 = Md5, Sha1 = Sha1, Sha256 = Sha256, Sha512 = Sha512, Pdq = Pdq, Vpdq = Vpdq };

    /// <summary>The kind of a hash that is alone; of several, the first in the order of kinds.</summary>
    /// <exception cref="InvalidOperationException">There is no hash.</exception>
    public readonly HashType FirstType =>
        Md5 is not null ? HashType.Md5
        : Sha1 is not null ? HashType.Sha1
        : Sha256 is not null ? HashType.Sha256
        : Sha512 is not null ? HashType.Sha512
        : Pdq is not null ? HashType.Pdq
        : Vpdq is not null ? HashType.Vpdq
        : throw new InvalidOperationException("There is no hash.");

    /// <summary>
    /// An id for items that their list gives none: of a hash, one way, so that it may be shown and logged.
    /// </summary>
    /// <remarks>
    /// Of the strongest, but SHA-512 and vPDQ come last: an item that had an id before they were read keeps it.
    /// </remarks>
    /// <exception cref="InvalidOperationException">There is no hash.</exception>
    public readonly string MakeId() =>
        Sha256 is { } sha256 ? MakeId(HashType.Sha256, sha256.ToString())
        : Sha1 is { } sha1 ? MakeId(HashType.Sha1, sha1.ToString())
        : Md5 is { } md5 ? MakeId(HashType.Md5, md5.ToString())
        : Pdq is { } pdq ? MakeId(HashType.Pdq, pdq.ToString())
        : Sha512 is { } sha512 ? MakeId(HashType.Sha512, sha512.ToString())
        : Vpdq is { } video ? MakeId(HashType.Vpdq, string.Concat(video.Hashes))
        : throw new InvalidOperationException("There is no hash to make an id of.");

    private static string MakeId(HashType type, string hex)
    {
        var name = HashTypes.NameOf(type);
        var digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes($"{name}:{hex}"));
        return $"{name}-{Convert.ToHexStringLower(digest.AsSpan(0, 10))}";
    }
}
