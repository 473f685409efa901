using ScanWorker.Benchmarks.Index;
using ScanWorker.Hashing;
using ScanWorker.Matching.Index;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>
/// Queries over given hashes, so that recall and time can be compared with other software on the same data.
/// </summary>
internal static class LoadedRows
{
    private const int Radius = 31;

    /// <param name="knownPath">One hash of 64 hexadecimal digits a line.</param>
    /// <param name="queriesPath">The same.</param>
    internal static IReadOnlyList<(string Name, Func<QuickResult> Measure)> Of(string knownPath, string queriesPath)
    {
        var index = HashIndex.Build([RandomSets.SegmentOf(Read(knownPath))]);
        var queries = Read(queriesPath);
        return
        [
            ("index.query.loaded", () => IndexRows.Query("index.query.loaded", index, queries, 1)),
            ("index.matches.loaded",
                () => new QuickResult("index.matches.loaded", CountMatches(index, queries), "count")),
        ];
    }

    private static long CountMatches(HashIndex index, Hash256[] queries)
    {
        var matches = new List<NearMatch>();
        return queries.Sum(query => (long)index.FindNear([query], [Radius], matches, matchesMax: 0));
    }

    /// <exception cref="FormatException">A line is no hash; says which.</exception>
    private static Hash256[] Read(string path) =>
    [
        .. File.ReadLines(path).Index()
            .Where(line => !string.IsNullOrWhiteSpace(line.Item))
            .Select(line => Hash256.TryParseHex(line.Item.AsSpan().Trim(), out var hash)
                ? hash
                : throw new FormatException($"{path}, line {line.Index + 1}: not 64 hexadecimal digits.")),
    ];
}
