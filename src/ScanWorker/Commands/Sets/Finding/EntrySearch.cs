using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Adapters.WorkingSets.Contents;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets.Finding;

/// <summary>Finds entries that are or were listed, and those of the working set that are near.</summary>
/// <param name="workingSet">Open to read.</param>
/// <param name="distanceMax">In bits.</param>
internal sealed class EntrySearch(WorkingSet workingSet, int distanceMax)
{
    private const int NeighboursMax = 20;
    private readonly EntryHistory _history = new(workingSet);
    private readonly Lazy<HashIndex> _index = new(() => new WorkingSetEdits(workingSet).ReadIndex());

    /// <returns>The nearest first, and how many more are within the distance.</returns>
    public (IReadOnlyList<FoundEntry> Found, int More) Find(Sought sought)
    {
        var found = new Dictionary<EntryKey, FoundEntry>();
        foreach (var key in sought.Name is { } name ? _history.EverNamed(name) : [])
        {
            _ = found.TryAdd(key, new FoundEntry(_history.StandingOf(key), "name", 0));
        }

        foreach (var hash in sought.Hashes)
        {
            foreach (var key in _history.EverHeld(hash))
            {
                if (!found.ContainsKey(key))
                {
                    found.Add(key, Equal(_history.StandingOf(key), hash));
                }
            }
        }

        var near = Neighbours(sought).Where(pair => !found.ContainsKey(pair.Key))
            .OrderBy(pair => pair.Value.Distance).ThenBy(pair => pair.Key.ToString(), StringComparer.Ordinal).ToList();
        return (
            [
                .. found.Values.OrderBy(one => one.Standing.Key.ToString(), StringComparer.Ordinal),
                .. near.Take(NeighboursMax).Select(pair =>
                    new FoundEntry(_history.StandingOf(pair.Key), HashAlgorithm.PdqId, pair.Value.Distance)
                    {
                        Transform = pair.Value.Transform,
                    }),
            ],
            Math.Max(0, near.Count - NeighboursMax));
    }

    private Dictionary<EntryKey, (int Distance, DihedralTransform Transform)> Neighbours(Sought sought)
    {
        var nearest = new Dictionary<EntryKey, (int Distance, DihedralTransform Transform)>();
        var matches = new List<NearMatch>();
        foreach (var perceptual in sought.Perceptual)
        {
            matches.Clear();
            var radii = Enumerable.Repeat(distanceMax, _index.Value.Banks.Length).ToArray();
            _ = _index.Value.FindNear([perceptual.Hash], radii, matches);
            foreach (var match in matches)
            {
                var key = _index.Value.GetEntry(match.Entry).Key;
                if (!nearest.TryGetValue(key, out var known) || match.Distance < known.Distance)
                {
                    nearest[key] = (match.Distance, perceptual.Transform);
                }
            }
        }

        return nearest;
    }

    private static FoundEntry Equal(EntryStanding standing, EntryHashes hash) => new(
        standing, HashTypes.NameOf(hash.FirstType), 0)
    {
        WasChanged = new[] { standing.Published, standing.Working }.OfType<Entry>().ToList() is { Count: > 0 } entries
            && !entries.Exists(entry => ChainSearch.Holds(entry, hash)),
    };
}

/// <summary>One entry that was found.</summary>
/// <param name="Standing">Where it is.</param>
/// <param name="By">The kind of hash that is equal or near, or <c>name</c>.</param>
/// <param name="Distance">In bits; 0 for what is equal.</param>
internal sealed record FoundEntry(EntryStanding Standing, string By, int Distance)
{
    /// <summary>The entry had the hash once, and has another now.</summary>
    public bool WasChanged { get; init; }

    /// <summary>Of the picture that is sought.</summary>
    public DihedralTransform Transform { get; init; }
}
