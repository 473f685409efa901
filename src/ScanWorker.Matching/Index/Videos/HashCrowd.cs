using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index.Videos;

/// <summary>
/// Hashes of one query that are like each other, as those of a still scene: they are looked for together.
/// </summary>
/// <param name="leader">The first one's position in the query.</param>
internal sealed class HashCrowd(int leader)
{
    /// <summary>
    /// Two hashes that are near one and the same frame by the usual distance of 31 are no farther apart; unrelated ones
    /// hardly ever are so close.
    /// </summary>
    private const int SpreadMax = 62;

    // So many of the latest are asked whether a hash is theirs.
    private const int AskedMax = 64;

    private readonly List<int> _hashes = [leader];

    internal int Leader => leader;

    /// <summary>Positions in the query.</summary>
    internal IReadOnlyList<int> Hashes => _hashes;

    /// <summary>The largest distance of a hash from the leader.</summary>
    internal int Spread { get; private set; }

    /// <summary>Adds a hash to the crowd whose leader it is nearest to.</summary>
    /// <returns>False: it is like none of them.</returns>
    internal static bool TryJoin(List<HashCrowd> crowds, ReadOnlySpan<Hash256> hashes, int hash)
    {
        var (nearest, least) = (-1, SpreadMax + 1);
        for (var crowd = Math.Max(0, crowds.Count - AskedMax); crowd < crowds.Count; crowd++)
        {
            var distance = hashes[hash].DistanceTo(in hashes[crowds[crowd].Leader]);
            (nearest, least) = distance < least ? (crowd, distance) : (nearest, least);
        }

        if (nearest < 0)
        {
            return false;
        }

        crowds[nearest]._hashes.Add(hash);
        crowds[nearest].Spread = Math.Max(crowds[nearest].Spread, least);
        return true;
    }
}
