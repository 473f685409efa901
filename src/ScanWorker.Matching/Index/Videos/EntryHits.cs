namespace ScanWorker.Matching.Index.Videos;

/// <summary>Which hashes of a query are near one entry's frames, and the nearest of them.</summary>
internal sealed class EntryHits(int bank, int hashes)
{
    private readonly ulong[] _hashes = new ulong[(hashes + 63) / 64];

    internal int Bank => bank;

    /// <summary>A bit a hash.</summary>
    internal ulong[] Hashes => _hashes;

    internal int Distance { get; private set; } = int.MaxValue;

    /// <summary>The hash at that distance; of several the first.</summary>
    internal int Nearest { get; private set; }

    internal void Add(int hash, int distance)
    {
        _hashes[hash >> 6] |= 1UL << hash;
        if (distance < Distance || (distance == Distance && hash < Nearest))
        {
            (Distance, Nearest) = (distance, hash);
        }
    }
}
