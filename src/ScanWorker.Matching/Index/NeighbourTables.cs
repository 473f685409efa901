using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ScanWorker.Hashing;
using ScanWorker.Matching.Index.Probing;

namespace ScanWorker.Matching.Index;

/// <summary>
/// Says whether any of a few hashes is near a query, several times faster than <see cref="NearTables"/>, for sixteen
/// times the memory and radii of at most <see cref="RadiusMax"/>.
/// </summary>
/// <remarks>
/// The plan is that of <see cref="ProbePlan"/>; but that neighbours are in the tables, not in the probes. So a query
/// knows all its buckets at once, one a chunk, and asks the memory for them together. Immutable; for any number of
/// threads.
/// </remarks>
internal sealed unsafe class NeighbourTables
{
    /// <summary>Up to here no chunk has to look further than at its direct neighbours.</summary>
    internal const int RadiusMax = (2 * ChunkKeys.Chunks) - 1;

    /// <summary>The records of one table are numbered by 31 bits.</summary>
    internal const int RowsMax = 100_000_000;

    private const int BytesPerRow = (ChunkKeys.Chunks * NeighbourTable.BytesPerRow) + Hash256.SizeBytes + 1;

    private const int QueriesAtOnce = 8;

    // About as many cache lines as a core can wait for at once.
    private const int Lag = 16;

    private readonly Hash256[] _hashes; // Pinned.
    private readonly byte[] _radii; // By row.
    private readonly NeighbourTable[] _tables; // By chunk; default where the plan leaves it out.
    private readonly ProbePlan _plan;

    private NeighbourTables(Hash256[] hashes, byte[] radii, NeighbourTable[] tables, ProbePlan plan) =>
        (_hashes, _radii, _tables, _plan) = (hashes, radii, tables, plan);

    /// <summary>The most memory that tables of so many rows take.</summary>
    internal static long BytesOf(int rows) =>
        (ChunkKeys.Chunks * (long)NeighbourTable.BytesAlways) + ((long)rows * BytesPerRow);

    /// <summary>Builds on all cores.</summary>
    /// <param name="hashes">By row.</param>
    /// <param name="radii">By row, each 0 to <see cref="RadiusMax"/>; one to <see cref="RowsMax"/> of them.</param>
    internal static NeighbourTables Build(ReadOnlySpan<Hash256> hashes, ReadOnlySpan<byte> radii)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Max(radii), RadiusMax, nameof(radii));
        var plan = ProbePlan.Even(Max(radii)) ?? default;
        var rows = GC.AllocateUninitializedArray<Hash256>(hashes.Length, pinned: true);
        hashes.CopyTo(rows);
        var tables = new NeighbourTable[ChunkKeys.Chunks];
        _ = Parallel.For(0, ChunkKeys.Chunks, chunk =>
        {
            if (plan.ChunkRadius(chunk) < 0)
            {
                return;
            }

            var keys = ArrayPool<uint>.Shared.Rent(rows.Length);
            ChunkKeys.KeysOf(rows, chunk, keys);
            tables[chunk] = NeighbourTable.Build(keys.AsSpan(0, rows.Length), plan.ChunkRadius(chunk) > 0);
            ArrayPool<uint>.Shared.Return(keys);
        });
        return new NeighbourTables(rows, radii.ToArray(), tables, plan);
    }

    /// <summary>Whether a row is within its radius of one of the queries.</summary>
    internal bool IsAnyNear(ReadOnlySpan<Hash256> queries)
    {
        var isNear = false;
        for (; !queries.IsEmpty && !isNear; queries = queries[Math.Min(QueriesAtOnce, queries.Length)..])
        {
            isNear = IsAnyNearOfFew(queries[..Math.Min(QueriesAtOnce, queries.Length)]);
        }

        GC.KeepAlive(this);
        return isNear;
    }

    // Each probe takes three steps with time between them, so that the memory answers while others are at theirs: where
    // does the bucket begin, fetch the bucket, read it.
    [SkipLocalsInit]
    private bool IsAnyNearOfFew(ReadOnlySpan<Hash256> queries)
    {
        var probes = stackalloc Probe[ChunkKeys.Chunks * QueriesAtOnce];
        var room = stackalloc Candidate[Candidates.Max];
        var candidates = new Candidates(this, queries, room);
        var count = ProbesOf(queries, probes);
        for (var probe = 0; probe < Math.Min(Lag, count); probe++)
        {
            Prefetch(probes[probe].Start);
        }

        for (var step = 0; step < count + Lag; step++)
        {
            if (step + Lag < count)
            {
                Prefetch(probes[step + Lag].Start);
            }

            if (step < count)
            {
                var bucket = _tables[probes[step].Chunk].Signatures + *probes[step].Start;
                Prefetch(bucket);
                Prefetch(bucket + NeighbourTable.RecordsPerRead);
            }

            if (step >= Lag && Read(in probes[step - Lag], ref candidates))
            {
                return true;
            }
        }

        return candidates.IsAnyNear();
    }

    private int ProbesOf(ReadOnlySpan<Hash256> queries, Probe* probes)
    {
        var count = 0;
        for (var chunk = 0; chunk < ChunkKeys.Chunks; chunk++)
        {
            for (var query = 0; query < queries.Length && _plan.ChunkRadius(chunk) >= 0; query++)
            {
                var key = ChunkKeys.KeyOf(in queries[query], chunk);
                var start = _tables[chunk].Starts + NeighbourTable.BucketOf(key);
                probes[count++] = new Probe(chunk, query, NeighbourTable.SignatureOf(key), start);
            }
        }

        return count;
    }

    private bool Read(in Probe probe, ref Candidates candidates)
    {
        ref readonly var table = ref _tables[probe.Chunk];
        var (signature, pairRadius) = (Vector512.Create(probe.Signature), _plan.PairRadius(probe.Chunk));
        var (start, end) = (probe.Start[0], probe.Start[1]);
        for (; start < end; start += NeighbourTable.RecordsPerRead)
        {
            var near = WithAtMost(Vector512.Load(table.Signatures + start) ^ signature, pairRadius);
            var left = end - start;
            near &= left < NeighbourTable.RecordsPerRead ? (1UL << left) - 1 : ulong.MaxValue;
            for (; near != 0; near &= near - 1)
            {
                var row = table.Rows + start + BitOperations.TrailingZeroCount(near);
                if (candidates.AddAndTell(row, probe.Query))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // A bit for each of the numbers that has at most so many bits set: clearing so many leaves nothing.
    private static ulong WithAtMost(Vector512<ushort> numbers, int bits)
    {
        for (; bits > 0; bits--)
        {
            numbers &= numbers - Vector512<ushort>.One;
        }

        return Vector512.Equals(numbers, Vector512<ushort>.Zero).ExtractMostSignificantBits();
    }

    private static byte Max(ReadOnlySpan<byte> radii)
    {
        var max = (byte)0;
        foreach (var radius in radii)
        {
            max = Math.Max(max, radius);
        }

        return max;
    }

    private static void Prefetch(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }

    private readonly struct Probe(int chunk, int query, ushort signature, int* start)
    {
        internal readonly int* Start = start;
        internal readonly int Chunk = chunk;
        internal readonly int Query = query;
        internal readonly ushort Signature = signature;
    }

    private readonly struct Candidate(int* row, int query)
    {
        internal readonly int* Row = row;
        internal readonly int Query = query;
    }

    /// <summary>Rows whose signature was near, measured by the hash in lots.</summary>
    private ref struct Candidates(NeighbourTables tables, ReadOnlySpan<Hash256> queries, Candidate* room)
    {
        internal const int Max = 64;

        private readonly NeighbourTables _tables = tables;
        private readonly ReadOnlySpan<Hash256> _queries = queries;
        private readonly Candidate* _candidates = room;
        private int _count;

        internal bool AddAndTell(int* row, int query)
        {
            Prefetch(row);
            _candidates[_count++] = new Candidate(row, query);
            return _count == Max && IsAnyNear();
        }

        /// <summary>Of those that were added since it was asked last.</summary>
        internal bool IsAnyNear()
        {
            var count = _count;
            _count = 0;
            for (var candidate = 0; candidate < count; candidate++)
            {
                Prefetch(Unsafe.AsPointer(ref _tables._hashes[*_candidates[candidate].Row]));
            }

            for (var candidate = 0; candidate < count; candidate++)
            {
                var row = *_candidates[candidate].Row;
                ref readonly var hash = ref _tables._hashes[row];
                if (_queries[_candidates[candidate].Query].DistanceTo(in hash) <= _tables._radii[row])
                {
                    return true;
                }
            }

            return false;
        }
    }
}
