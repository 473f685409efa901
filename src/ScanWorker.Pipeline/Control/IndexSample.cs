using ScanWorker.Hashing.Digests;
using ScanWorker.Matching;
using ScanWorker.Matching.HashSets;

namespace ScanWorker.Pipeline.Control;

/// <summary>Asks an index for some of its own entries: each must be found by its own hashes.</summary>
internal static class IndexSample
{
    private const int EntriesMax = 16;
    private const int MatchesMax = 1000;

    /// <summary>Entries spread evenly over the index; other ones with another <paramref name="turn"/>.</summary>
    /// <returns>What is wrong, naming no hash; null when all were found.</returns>
    public static CanaryProblem? ProblemOf(HashIndex index, int turn)
    {
        var step = Math.Max(1, index.OrdinalsEnd / EntriesMax);
        for (var i = 0; i < EntriesMax && i * step < index.OrdinalsEnd; i++)
        {
            var ordinal = (int)(((long)i * step) + (turn % step));
            if (index.IsEntry(ordinal) && !IsFound(index, ordinal, index.GetEntry(ordinal)))
            {
                return new CanaryProblem(
                    CanaryStep.Index,
                    $"The index does not find entry {ordinal} of {index.OrdinalsEnd} by its own hashes.");
            }
        }

        return null;
    }

    private static bool IsFound(HashIndex index, int ordinal, Entry entry)
    {
        if (entry.Pdq is { } pdq)
        {
            var near = new List<NearMatch>();
            Span<int> radius = index.Banks.Length <= 256
                ? stackalloc int[index.Banks.Length]
                : new int[index.Banks.Length];
            radius.Clear();
            var total = index.FindNear([pdq], radius, near, MatchesMax);
            if (total <= MatchesMax && !near.Exists(match => match.Entry == ordinal && match.Distance == 0))
            {
                return false;
            }
        }

        if (entry.Md5 is null && entry.Sha1 is null && entry.Sha256 is null)
        {
            return true;
        }

        var exact = new List<ExactMatch>();
        index.FindExact(
            new ContentDigests(
                entry.Md5.GetValueOrDefault(), entry.Sha1.GetValueOrDefault(),
                entry.Sha256.GetValueOrDefault()), exact);
        return exact.Exists(match => match.Entry == ordinal);
    }
}
