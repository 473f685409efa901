using System.Collections.Immutable;

namespace ScanWorker.Hashing;

/// <summary>
/// A perceptual hash, and everything that others need to know of one. The table is <see cref="All"/>.
/// </summary>
/// <remarks>
/// Hashes of every algorithm are <see cref="Hash256"/> and compare by Hamming distance: that is what the index is built
/// for. Equality is identity, for a row exists once.
/// </remarks>
public sealed class HashAlgorithm
{
    /// <summary>For texts that must be constant; elsewhere <see cref="Id"/>.</summary>
    public const string PdqId = "pdq";

    /// <summary>Meta's PDQ.</summary>
    public static HashAlgorithm Pdq { get; } = new()
    {
        Id = PdqId,
        Name = "PDQ",
        Aliases = ["hashpdq", "imagepdq"],
        Prefix = "p:",
        DefaultDistance = 31,
        DistanceMax = 96,
        QualityFloor = 50,
        FeaturedBitsMin = 64,
        Transforms = [.. Enum.GetValues<DihedralTransform>()],
        GoldenVectors =
        [
            new("canary", Parse("1bef23f3c01ff063c6709c8e3b8c46b884e5f388af7289cea05eac375621507e")),
            new("plasma-512x512", Parse("d3ad4632faad8dd24cc31bbc136c761e10a476166d4d43eceb43d4b69b186949")),
            new("noise-333x200", Parse("509d0ff92a9fa224ea3622ecad67367d85763d458486e80ae7e4a4a1d507fcd1")),
        ],
    };

    /// <summary>Every algorithm that this program knows.</summary>
    public static ImmutableArray<HashAlgorithm> All { get; } = [Pdq];

    /// <summary>What events, lists and commands call it, in lower case.</summary>
    public required string Id { get; init; }

    /// <summary>What people call it.</summary>
    public required string Name { get; init; }

    /// <summary>What else lists call it, in lower case, without <c>-</c>, <c>_</c> and blanks.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>What some tools write before such a hash; null when nobody does.</summary>
    public string? Prefix { get; init; }

    /// <summary>The length of a hash.</summary>
    public int SizeBits { get; init; } = Hash256.SizeBits;

    /// <summary>At which distance pictures count as near, where a bank says nothing else.</summary>
    public required int DefaultDistance { get; init; }

    /// <summary>
    /// The largest sensible distance: beyond it, nearness is chance. Two unrelated pictures lie half of
    /// <see cref="SizeBits"/> apart, give or take half of its root.
    /// </summary>
    public required int DistanceMax { get; init; }

    /// <summary>The quality, 0 to 100, below which a hash is not reliable; null when it has no quality.</summary>
    public int? QualityFloor { get; init; }

    /// <summary>
    /// How many bits the hash of a picture with features has set and unset, at the least. A hash by the median sets
    /// about half of them; of a picture without features most coefficients are equal, and next to none or next to all
    /// are set.
    /// </summary>
    public required int FeaturedBitsMin { get; init; }

    /// <summary>Of which transforms one look at a picture gives the hashes; the picture as it is comes first.</summary>
    public ImmutableArray<DihedralTransform> Transforms { get; init; } = [DihedralTransform.Original];

    /// <summary>What its reference implementation computes: a hasher that is broken cannot agree with itself.</summary>
    public required ImmutableArray<GoldenVector> GoldenVectors { get; init; }

    public override string ToString() => Name;

    /// <summary>Reads a hash as <see cref="Hash256.TryParse"/> does, with or without <see cref="Prefix"/>.</summary>
    public bool TryParse(ReadOnlySpan<char> text, out Hash256 hash)
    {
        text = text.TrimStart();
        var isPrefixed = Prefix is not null && text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
        return Hash256.TryParse(isPrefixed ? text[(Prefix?.Length ?? 0)..] : text, out hash);
    }

    private static Hash256 Parse(string hex) => Hash256.TryParseHex(hex, out var hash)
        ? hash
        : throw new System.Diagnostics.UnreachableException("The constant is a hash.");
}

/// <summary>The hash of one known picture, by the algorithm's reference implementation (docs/references.md).</summary>
/// <param name="Picture">The canary's picture, or one that the tests generate.</param>
public sealed record GoldenVector(string Picture, Hash256 Hash);
