namespace ScanWorker.Matching.Index;

/// <summary>How far around the query's own bucket to look in each chunk's table, so that no hash within a radius is missed.</summary>
/// <remarks>
/// Give chunk i an allowance a(i), with a sum of radius + 1. If all distances d(i) of the chunks sum to at most the radius, then
/// d(i) - a(i) sum to a negative number, and on the ring of chunks there is a start from which all partial sums are
/// negative (the cycle lemma: start behind the last maximum). At that start d(i) is at most a(i) - 1, and
/// d(i) + d(i+1) at most a(i) + a(i+1) - 1: the first says which buckets to probe, the second what the signature must pass.
/// </remarks>
internal sealed class ProbePlan
{
    /// <summary>With more, so many buckets must be probed that looking at all hashes is cheaper.</summary>
    private const int AllowanceMax = 4;

    private static readonly ProbePlan?[] ByRadius = [.. Enumerable.Range(0, 257).Select(Even)];

    private readonly int[] _allowances;

    internal ProbePlan(int[] allowances) => _allowances = allowances;

    /// <summary>The plan that shares the allowances evenly; null when the radius is too large for probing to pay.</summary>
    internal static ProbePlan? For(int radiusBits) => ByRadius[radiusBits];

    /// <summary>Most differing bits of the chunk; -1 says that its table need not be probed.</summary>
    internal int ChunkRadius(int chunk) => _allowances[chunk] - 1;

    /// <summary>Most differing bits of the chunk and its successor together.</summary>
    internal int PairRadius(int chunk) => _allowances[chunk] + _allowances[(chunk + 1) & (ChunkKeys.Chunks - 1)] - 1;

    private static ProbePlan? Even(int radiusBits)
    {
        var (share, rest) = Math.DivRem(radiusBits + 1, ChunkKeys.Chunks);
        return share + Math.Min(rest, 1) > AllowanceMax
            ? null
            : new ProbePlan([.. Enumerable.Range(0, ChunkKeys.Chunks).Select(chunk => share + (chunk < rest ? 1 : 0))]);
    }
}
