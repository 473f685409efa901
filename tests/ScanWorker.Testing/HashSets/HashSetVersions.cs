using System.Collections.Immutable;
using System.Security.Cryptography;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.HashSets;

namespace ScanWorker.Testing.HashSets;

/// <summary>Makes versions for tests, from nothing but entries.</summary>
internal static class HashSetVersions
{
    public static DateTimeOffset Created { get; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static Entry Entry(string id, string bank = "csam") =>
        new(bank, id, "test") { Sha256 = new Hash256(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id))) };

    /// <summary>A version of one segment for each group of entries.</summary>
    public static HashSetPublication Version(
        long version, ECDsa? key, string set = "default", params Entry[][] segments)
    {
        var bytes = segments.Select(entries => Build(entries)).ToArray();
        var facts = bytes.Select(segment => SegmentFacts.Of(segment)).ToImmutableArray();
        var banks = segments.SelectMany(entries => entries).GroupBy(entry => entry.Bank).OrderBy(bank =>
            bank.Key, StringComparer.Ordinal)
            .Select(bank => new BankFacts(bank.Key, bank.Count(), [new SourceFacts("test", Created)]));
        var manifest = new HashSetManifest(set, version, version - 1, Created, [.. banks], facts);
        return new HashSetPublication(SealedManifest.Seal(manifest, key), wanted => bytes[facts.IndexOf(wanted)]);
    }

    private static Segment Build(Entry[] entries)
    {
        var builder = new SegmentBuilder();
        foreach (var entry in entries)
        {
            builder.Add(entry);
        }

        return builder.Build();
    }
}
