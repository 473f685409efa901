using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Tests.Segments;

/// <summary>Entries of every shape. Keys and digests come from small ranges, so that they often meet.</summary>
internal static class EntryGenerator
{
    internal static Gen<Hash256> Hash { get; } = Gen.Byte.Array[Hash256.SizeBytes].Select(bytes => new Hash256(bytes));

    /// <summary>A few centres with few bits flipped: distances from 0 to about 40 are all common.</summary>
    internal static Gen<Hash256> ClusteredHash { get; } =
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 255].Array[0, 20]).Select((centre, flips) => Flip(Centre(centre), flips));

    internal static Gen<EntryKey> Key { get; } =
        Gen.Select(Gen.Int[0, 2], Gen.Int[0, 1], Gen.Int[0, 30])
            .Select((bank, source, id) => new EntryKey($"bank-{bank}", $"source-{source}", $"id-{id}"));

    internal static Gen<Entry> Entry { get; } = Gen.Select(
        Key,
        Gen.Select(
            Gen.Byte[0, 5].Nullable(), Gen.Byte[0, 5].Nullable(), Gen.Byte[0, 5].Nullable(), Gen.Byte[0, 5].Nullable(),
            ClusteredHash.Nullable()),
        Gen.Select(
            Gen.String[0, 3].Null(), Gen.String[0, 3].Null(), Gen.String[0, 9].Null(), Gen.String[0, 3].Array[0, 3]),
        Gen.Select(Gen.Int, Gen.Int[0, 3], Gen.Bool),
        Gen.Select(Time.Nullable(), Time.Nullable(), Time.Nullable()))
        .Select((key, hashes, texts, opinions, times) => new Entry(key.Bank, key.EntryId, key.Source)
        {
            Md5 = hashes.Item1 is { } md5 ? new Hash128(Filled(Hash128.SizeBytes, md5)) : null,
            Sha1 = hashes.Item2 is { } sha1 ? new Hash160(Filled(Hash160.SizeBytes, sha1)) : null,
            Sha256 = hashes.Item3 is { } sha256 ? new Hash256(Filled(Hash256.SizeBytes, sha256)) : null,
            Sha512 = hashes.Item4 is { } sha512 ? new Hash512(Filled(Hash512.SizeBytes, sha512)) : null,
            Pdq = hashes.Item5,
            Classification = Unicode(texts.Item1),
            Member = Unicode(texts.Item2),
            Note = Unicode(texts.Item3),
            Labels = [.. texts.Item4.Select(label => Unicode(label) ?? "")],
            PositiveOpinions = opinions.Item1,
            NegativeOpinions = opinions.Item2,
            Enabled = opinions.Item3,
            DisabledUntil = times.Item1,
            AddedAt = times.Item2,
            UpdatedAt = times.Item3,
        });

    /// <summary>As <see cref="Entry"/>, half of them with frames of a video.</summary>
    internal static Gen<Entry> EntryOrVideo { get; } = Gen.Select(Entry, ClusteredHash.Array[0, 6], Gen.Bool)
        .Select((entry, frames, isVideo) => isVideo && frames.Length > 0
            ? entry with { Vpdq = VideoFrames.Of(frames) }
            : entry);

    private static Gen<DateTimeOffset> Time =>
        Gen.Select(Gen.Long[0, DateTime.MaxValue.Ticks - TimeSpan.TicksPerDay], Gen.Int[0, 14 * 60])
            .Select((ticks, minutes) =>
                new DateTimeOffset(ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(minutes)));

    internal static Hash256 Flip(Hash256 hash, params ReadOnlySpan<int> bits)
    {
        Span<byte> bytes = stackalloc byte[Hash256.SizeBytes];
        hash.CopyTo(bytes);
        foreach (var bit in bits)
        {
            bytes[bit >> 3] ^= (byte)(1 << (bit & 7));
        }

        return new Hash256(bytes);
    }

    private static Hash256 Centre(int number)
    {
        var bytes = new byte[Hash256.SizeBytes]; // The first centre is the hash of a flat picture: all zero.
        if (number > 0)
        {
            new Random(number).NextBytes(bytes);
        }

        return new Hash256(bytes);
    }

    private static byte[] Filled(int length, byte value) => [.. Enumerable.Repeat(value, length)];

    // Half a surrogate pair is no text: entries with one are refused, which has its own test.
    private static string? Unicode(string? text) =>
        text is null ? null : string.Concat(text.Select(c => char.IsSurrogate(c) ? '?' : c));
}
