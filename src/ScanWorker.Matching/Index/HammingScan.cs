using ScanWorker.Hashing;

namespace ScanWorker.Matching.Index;

/// <summary>Looks at every hash. The definition of a near match; faster than tables for few hashes and for large radii.</summary>
internal static class HammingScan
{
    internal static void Find(ReadOnlySpan<Hash256> hashes, NearSearch search)
    {
        for (var row = 0; row < hashes.Length; row++)
        {
            for (var query = 0; query < search.Queries.Length; query++)
            {
                var distance = search.Queries[query].DistanceTo(in hashes[row]);
                if (distance <= search.RadiusMax)
                {
                    search.Accept(row, query, distance);
                }
            }
        }
    }
}
