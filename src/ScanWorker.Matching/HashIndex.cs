using System.Collections.Immutable;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.HashSets;

namespace ScanWorker.Matching;

/// <summary>All known hashes of one hash-set version. Immutable, safe for any number of readers, exact: no match is missed.</summary>
public sealed class HashIndex
{
    private readonly ImmutableArray<Entry> _entries;
    private readonly ImmutableArray<int> _bankOf;

    private HashIndex(ImmutableArray<Entry> entries)
    {
        _entries = entries;
        Banks = [.. entries.Select(entry => entry.Bank).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        _bankOf = [.. entries.Select(entry => Banks.IndexOf(entry.Bank))];
    }

    /// <summary>Bank names; a match's <c>Bank</c> is a position here.</summary>
    public ImmutableArray<string> Banks { get; }

    public int EntryCount => _entries.Length;

    public static HashIndex Build(IEnumerable<Entry> entries) => new([.. entries]);

    /// <exception cref="ArgumentOutOfRangeException">No such ordinal.</exception>
    public Entry GetEntry(int ordinal) => _entries[ordinal];

    /// <summary>Adds every entry that holds one of <paramref name="digests"/> to <paramref name="matches"/>.</summary>
    public void FindExact(in ContentDigests digests, List<ExactMatch> matches)
    {
        for (var i = 0; i < _entries.Length; i++)
        {
            var entry = _entries[i];
            var agreeing = (entry.Md5 == digests.Md5 ? DigestKinds.Md5 : 0)
                | (entry.Sha1 == digests.Sha1 ? DigestKinds.Sha1 : 0)
                | (entry.Sha256 == digests.Sha256 ? DigestKinds.Sha256 : 0);
            if (agreeing != DigestKinds.None)
            {
                matches.Add(new ExactMatch(i, _bankOf[i], agreeing));
            }
        }
    }

    /// <summary>Adds every entry within its bank's radius of one of <paramref name="queries"/> to <paramref name="matches"/>, once.</summary>
    /// <param name="queries">One hash, or the hashes of several transforms, indexed by <see cref="DihedralTransform"/>.</param>
    /// <param name="radiusByBank">Radius in bits (0-256) by position in <see cref="Banks"/>; -1 leaves the bank out.</param>
    /// <param name="matches">Receives matches by ascending distance, then ordinal.</param>
    /// <param name="matchesMax">At most so many are added: the nearest.</param>
    /// <returns>How many entries match in all; more than <paramref name="matchesMax"/> says that the cap was reached.</returns>
    public int FindNear(
        ReadOnlySpan<Hash256> queries, ReadOnlySpan<int> radiusByBank, List<NearMatch> matches, int matchesMax = 1000)
    {
        var found = new List<NearMatch>();
        for (var i = 0; i < _entries.Length; i++)
        {
            if (_entries[i].Pdq is not { } known)
            {
                continue;
            }

            var (distance, transform) = (int.MaxValue, DihedralTransform.Original);
            for (var t = 0; t < queries.Length; t++)
            {
                if (queries[t].DistanceTo(known) is var d && d < distance)
                {
                    (distance, transform) = (d, (DihedralTransform)t);
                }
            }

            if (distance <= radiusByBank[_bankOf[i]])
            {
                found.Add(new NearMatch(i, _bankOf[i], distance, transform));
            }
        }

        matches.AddRange(found.OrderBy(match => match.Distance).ThenBy(match => match.Entry).Take(matchesMax));
        return found.Count;
    }
}
