using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index;

/// <summary>
/// Asks one question of very many queries: is any entry of an index within its bank's radius? Thread-safe, and exact:
/// it says what <see cref="HashIndex.FindNear"/> would.
/// </summary>
/// <remarks>
/// The first queries go to the index's own tables. When they have cost about as much as making faster ones, those are
/// made, on all cores, unless a radius is beyond 31 bits or they would take more memory than is allowed: 1.7 KB an
/// entry.
/// </remarks>
public sealed class NearScreen
{
    /// <summary>With fewer hashes, looking at all of them is as fast.</summary>
    private const int TablesFromRows = 256;

    // Filing a hash takes as long as this part of a query to the index's tables.
    private const int RowsPerQuery = 4;

    // Of the memory that the process may have.
    private const int MemoryShare = 8;

    private readonly HashIndex _index;
    private readonly int[] _radiusByBank;
    private readonly bool _asksNothing;
    private readonly bool _mayHaveTables;
    private readonly Lock _building = new();
    private int _queriesUntilTables;
    private volatile NeighbourTables? _tables;

    /// <param name="index">Is asked; kept as long as the screen.</param>
    /// <param name="radiusByBank">Radius in bits (0-256) by position in <see cref="HashIndex.Banks"/>; -1 leaves the
    /// bank out.</param>
    /// <param name="bytesMax">How much memory faster tables may take; null: an eighth of what the process may
    /// have.</param>
    /// <exception cref="ArgumentException"><paramref name="radiusByBank"/> has not one radius for each
    /// bank.</exception>
    public NearScreen(HashIndex index, ReadOnlySpan<int> radiusByBank, long? bytesMax = null)
    {
        index.CheckRadii(radiusByBank);
        (_index, _radiusByBank) = (index, radiusByBank.ToArray());
        _asksNothing = !radiusByBank.ContainsAnyExcept(-1);
        _mayHaveTables = index.EntryCount is >= TablesFromRows and <= NeighbourTables.RowsMax
            && NeighbourTables.BytesOf(index.EntryCount) <= (bytesMax ?? MemoryToTake)
            && !radiusByBank.ContainsAnyInRange(NeighbourTables.RadiusMax + 1, Hash256.SizeBits);
        _queriesUntilTables = index.EntryCount / RowsPerQuery;
    }

    private static long MemoryToTake => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / MemoryShare;

    /// <summary>The faster tables are there.</summary>
    internal bool HasTables => _tables is not null;

    /// <param name="queries">Any number of hashes, such as all transforms of a picture.</param>
    /// <returns>Whether an entry is within its bank's radius of one of them.</returns>
    public bool IsAnyNear(ReadOnlySpan<Hash256> queries)
    {
        if (_asksNothing)
        {
            return false;
        }

        return (_tables ?? TablesIfDue(queries.Length)) is { } tables
            ? tables.IsAnyNear(queries)
            : _index.FindNear(queries, _radiusByBank, [], matchesMax: 0) > 0;
    }

    // One thread makes them; the others go on as before.
    private NeighbourTables? TablesIfDue(int queries)
    {
        if (!_mayHaveTables || Interlocked.Add(ref _queriesUntilTables, -queries) > 0 || !_building.TryEnter())
        {
            return null;
        }

        try
        {
            return _tables ??= BuildTables();
        }
        finally
        {
            _building.Exit();
        }
    }

    private NeighbourTables BuildTables()
    {
        var hashes = _index.HashesWithin(_radiusByBank);
        return NeighbourTables.Build(
            [.. hashes.Select(hash => hash.Hash)], [.. hashes.Select(hash => (byte)_radiusByBank[hash.Bank])]);
    }
}
