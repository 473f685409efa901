using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ScanWorker.Matching.Index.Probing;

/// <summary>
/// Walks buckets of search tables with the waits for memory overlapped: a bucket is asked for when it is known and read
/// when <see cref="BucketsInFlight"/> more are known; a row that the signature does not refute is asked for then, and
/// measured later.
/// </summary>
internal unsafe ref struct ProbePipeline
{
    /// <summary>A power of two. About as many cache lines as a core can wait for at once.</summary>
    internal const int BucketsInFlight = 32;

    internal const int SurvivorsMax = 64;

    // What one row costs to fetch and measure, in records scanned.
    private const int SurvivorCost = 16;
    private const int RecordsPerLine = 16;

    // What keeping account of a frame costs that is taken.
    private const int FrameCost = 32;

    private readonly NearSearch _search;
    private readonly Span<PendingBucket> _pending; // A ring.
    private readonly Span<Survivor> _survivors;
    private int _probed;
    private int _survived;
    private uint _rowMask;
    private long _budget;

    /// <param name="search">Gets the rows, and says what is asked.</param>
    /// <param name="pending">Room for <see cref="BucketsInFlight"/>.</param>
    /// <param name="survivors">Room for <see cref="SurvivorsMax"/>.</param>
    /// <param name="budget">The most work, in records scanned, that is less than looking at all rows.</param>
    internal ProbePipeline(in NearSearch search, Span<PendingBucket> pending, Span<Survivor> survivors, long budget)
    {
        _search = search;
        _pending = pending;
        _survivors = survivors;
        _budget = budget;
        _pending.Clear();
    }

    /// <summary>What is left of the budget; negative once it is spent.</summary>
    internal readonly long BudgetLeft => _budget;

    /// <summary>Probes one chunk's table for one query.</summary>
    /// <returns>False when the budget is spent.</returns>
    internal bool Probe(in BucketTable table, int chunk, int chunkRadius, int pairRadius, int query)
    {
        var layout = table.Layout;
        _rowMask = layout.RowMask;
        var key = ChunkKeys.KeyOf(in _search.Queries[query], chunk);
        var (own, signature) = (layout.BucketOf(key), layout.SignatureOf(key));
        foreach (var mask in ProbeMasks.For(table.BucketBits, chunkRadius, pairRadius))
        {
            var bucket = table.Bucket(own ^ mask);
            if (!bucket.IsEmpty)
            {
                Push(bucket, signature, pairRadius - BitOperations.PopCount(mask), query);
            }
        }

        return _budget >= 0;
    }

    /// <summary>Reads and measures what is still in flight.</summary>
    /// <returns>False when the budget is spent.</returns>
    internal bool Finish()
    {
        for (var i = 0; i < BucketsInFlight && _budget >= 0; i++)
        {
            Scan(in _pending[_probed++ & (BucketsInFlight - 1)]);
        }

        MeasureSurvivors();
        return _budget >= 0;
    }

    private void Push(ReadOnlySpan<uint> bucket, uint signature, int flipsLeft, int query)
    {
        var records = (uint*)Unsafe.AsPointer(in bucket[0]); // In a pinned array or a mapped file: it does not move.
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(records);
            Sse.Prefetch0(records + Math.Min(bucket.Length - 1, RecordsPerLine));
        }

        ref var slot = ref _pending[_probed++ & (BucketsInFlight - 1)];
        Scan(in slot);
        slot = new PendingBucket(records, bucket.Length, signature, flipsLeft, query);
        _budget -= bucket.Length;
    }

    private void Scan(in PendingBucket bucket)
    {
        var records = bucket.Records;
        var (signature, signatureMask) = (bucket.Signature, ~_rowMask);
        var (length, flipsLeft) = (bucket.Length, bucket.FlipsLeft);
        for (var i = 0; i < length; i++)
        {
            if (BitOperations.PopCount((records[i] ^ signature) & signatureMask) <= flipsLeft)
            {
                Survive((int)(records[i] & _rowMask), bucket.Query);
            }
        }
    }

    private void Survive(int row, int query)
    {
        if (_survived == SurvivorsMax)
        {
            MeasureSurvivors();
        }

        _search.Prefetch(row);
        _survivors[_survived++] = new Survivor(row, query);
    }

    private void MeasureSurvivors()
    {
        var framesTaken = _search.FramesTaken;
        foreach (ref readonly var survivor in _survivors[.._survived])
        {
            _search.Offer(survivor.Row, survivor.Query);
        }

        _budget -= (SurvivorCost * _survived) + (FrameCost * (long)(_search.FramesTaken - framesTaken));
        _survived = 0;
    }

    internal readonly record struct Survivor(int Row, int Query);

    internal readonly struct PendingBucket(uint* records, int length, uint signature, int flipsLeft, int query)
    {
        internal readonly uint* Records = records;
        internal readonly int Length = length;
        internal readonly uint Signature = signature;
        internal readonly int FlipsLeft = flipsLeft;
        internal readonly int Query = query;
    }
}
