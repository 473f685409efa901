using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Index.Videos;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Testing.Fuzzing;

/// <summary>
/// Segments and snapshots. Half of the inputs have checksums that fit, so that what is behind them is reached. Whatever
/// the bytes are, the only exception is <see cref="SegmentException"/>, and nothing is read outside of them.
/// </summary>
internal static class IndexFuzzTargets
{
    private const int AskedEntriesMax = 200;

    internal static FuzzTarget Segment { get; } = new(
        "segment", [.. Enumerable.Range(0, 6).Select(seed => BytesOf(BuilderOf(seed).Write))], Damage, ReadSegment);

    internal static FuzzTarget Snapshot { get; } = new(
        "snapshot", [.. Enumerable.Range(0, 6).Select(seed => BytesOf(IndexOf(seed).Save))], Damage, ReadSnapshot);

    /// <summary>A valid segment of entries of every shape, for <paramref name="seed"/> 0 none.</summary>
    private static SegmentBuilder BuilderOf(int seed)
    {
        var (builder, random) = (new SegmentBuilder(), new Random(seed));
        for (var i = 0; i < 12 * seed; i++)
        {
            var bytes = new byte[Hash256.SizeBytes];
            random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
            builder.Add(new Entry($"bank-{i % 3}", $"id-{i}", "source")
            {
                Pdq = i % 5 == 4 ? null : new Hash256(bytes),
                Md5 = i % 2 == 0 ? new Hash128(bytes.AsSpan(16)) : null,
                Sha1 = i % 3 == 0 ? new Hash160(bytes.AsSpan(12)) : null,
                Sha256 = seed % 2 == 0 ? new Hash256(bytes) : null,
                Sha512 = seed % 3 == 1 && i % 4 == 0 ? new Hash512([.. bytes, .. bytes]) : null,
                Vpdq = seed % 3 == 2 && i % 4 == 1 ? FramesOf(random, i) : null,
                Note = i % 4 == 0 ? "note" : null,
                Member = $"member-{i % 7}",
                Classification = i % 2 == 0 ? "A1" : null,
                Labels = i % 6 == 0 ? ImmutableArray.Create("one", "two") : [],
                AddedAt = i % 3 == 1 ? DateTimeOffset.UnixEpoch.AddSeconds(i) : null,
                PositiveOpinions = i,
            });
        }

        if (seed > 1)
        {
            builder.Withdraw(new EntryKey("bank-0", "source", "id-900"));
        }

        return builder;
    }

    private static VideoFrames FramesOf(Random random, int count) => VideoFrames.Of(
        Enumerable.Range(0, count).Select(_ =>
        {
            var bytes = new byte[Hash256.SizeBytes];
            random.NextBytes(bytes.AsSpan(random.Next(bytes.Length)));
            return new Hash256(bytes);
        }));

    private static HashIndex IndexOf(int seed)
    {
        var index = HashIndex.Empty.WithDelta(BuilderOf(seed).Build(), nearTablesFromRows: 20);
        return seed % 3 == 2 ? index.WithDelta(BuilderOf(seed - 1).Build(), nearTablesFromRows: 20) : index;
    }

    private static byte[] BytesOf(Action<Stream> write)
    {
        using var stream = new MemoryStream();
        write(stream);
        return stream.ToArray();
    }

    private static byte[] Damage(byte[] valid, Random random)
    {
        var damaged = Mutation.Damage(valid, random);
        if (random.Next(2) == 0)
        {
            SectionSeal.Renew(damaged);
        }

        return damaged;
    }

    private static bool ReadSegment(ReadOnlyMemory<byte> bytes)
    {
        Segment? segment = null;
        if (!IsRead(() => segment = Matching.Segments.Segment.Open(bytes)) || segment is null)
        {
            return false;
        }

        _ = segment.Id;
        for (var entry = 0; entry < Math.Min(segment.EntryCount, AskedEntriesMax); entry++)
        {
            _ = IsRead(() => segment.GetEntry(entry));
        }

        for (var withdrawal = 0; withdrawal < Math.Min(segment.WithdrawalCount, AskedEntriesMax); withdrawal++)
        {
            _ = IsRead(() => segment.GetWithdrawal(withdrawal));
        }

        _ = IsRead(() => Ask(HashIndex.Empty.WithDelta(segment, nearTablesFromRows: 20)));
        return true;
    }

    private static bool ReadSnapshot(ReadOnlyMemory<byte> bytes)
    {
        HashIndex? index = null;
        if (!IsRead(() => index = HashIndex.Open(bytes)) || index is null)
        {
            return false;
        }

        Ask(index);
        return IsRead(index.Verify);
    }

    private static void Ask(HashIndex index)
    {
        Span<byte> pattern = stackalloc byte[Hash256.SizeBytes];
        for (var value = 0; value < 256; value += 85)
        {
            pattern.Fill((byte)value);
            var query = new Hash256(pattern);
            var film = new VideoQuery();
            _ = (film.Add(0, query), film.Add(1, default));
            var digests = new ContentDigests(new Hash128(pattern[16..]), new Hash160(pattern[12..]), query)
            {
                Sha512 = new Hash512([.. pattern, .. pattern]),
            };
            foreach (var radius in (ReadOnlySpan<int>)[0, 31, 60, 256])
            {
                int[] radii = [.. Enumerable.Repeat(radius, index.Banks.Length)];
                _ = IsRead(() => index.FindNear([query, default], radii, []));
                VideoRule[] rules = [.. Enumerable.Repeat(new VideoRule(radius, 1, 0), index.Banks.Length)];
                _ = IsRead(() => index.FindVideos(film, rules, []));
            }

            _ = IsRead(() => index.FindExact(in digests, []));
        }

        for (var ordinal = 0; ordinal < Math.Min(index.OrdinalsEnd, AskedEntriesMax); ordinal++)
        {
            _ = !index.IsEntry(ordinal) || IsRead(() => index.GetEntry(ordinal));
            _ = IsRead(() => index.Find(new EntryKey($"bank-{ordinal % 3}", "source", $"id-{ordinal}")));
        }

        _ = IsRead(() => index.WithDelta(BuilderOf(1).Build()));
    }

    private static bool IsRead(Action read)
    {
        try
        {
            read();
            return true;
        }
        catch (SegmentException)
        {
            return false;
        }
    }
}
