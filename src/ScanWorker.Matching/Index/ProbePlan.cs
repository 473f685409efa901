using System.Runtime.CompilerServices;

namespace ScanWorker.Matching.Index;

/// <summary>
/// How far around the query's own bucket to look in each chunk's table, so that no hash within a radius is missed.
/// </summary>
/// <remarks>
/// Give chunk i an allowance a(i), with a sum of radius + 1. If all distances d(i) of the chunks sum to at most the
/// radius, then d(i) - a(i) sum to a negative number, and on the ring of chunks there is a start from which all partial
/// sums are negative (the cycle lemma: start behind the last maximum). At that start d(i) is at most a(i) - 1, and d(i)
/// + d(i+1) at most a(i) + a(i+1) - 1: the first says which buckets to probe, the second what the signature must pass.
/// </remarks>
internal readonly struct ProbePlan
{
    /// <summary>With more, so many buckets must be probed that looking at all hashes is cheaper.</summary>
    internal const int AllowanceMax = 4;

    private readonly Allowances _allowances;

    private ProbePlan(in Allowances allowances) => _allowances = allowances;

    /// <param name="allowances">By chunk, each 0 to <see cref="AllowanceMax"/>.</param>
    internal static ProbePlan Of(ReadOnlySpan<byte> allowances)
    {
        var own = default(Allowances);
        allowances.CopyTo(own);
        return new ProbePlan(in own);
    }

    /// <summary>
    /// The plan that shares the allowances evenly; null when the radius is too large for probing to pay.
    /// </summary>
    internal static ProbePlan? Even(int radiusBits)
    {
        var (share, rest) = Math.DivRem(radiusBits + 1, ChunkKeys.Chunks);
        if (share + Math.Min(rest, 1) > AllowanceMax)
        {
            return null;
        }

        var allowances = default(Allowances);
        for (var chunk = 0; chunk < ChunkKeys.Chunks; chunk++)
        {
            allowances[chunk] = (byte)(share + (chunk < rest ? 1 : 0));
        }

        return new ProbePlan(in allowances);
    }

    /// <summary>Most differing bits of the chunk; -1 says that its table need not be probed.</summary>
    internal int ChunkRadius(int chunk) => _allowances[chunk] - 1;

    /// <summary>Most differing bits of the chunk and its successor together.</summary>
    internal int PairRadius(int chunk) => _allowances[chunk] + _allowances[(chunk + 1) & (ChunkKeys.Chunks - 1)] - 1;

    [InlineArray(ChunkKeys.Chunks)]
    private struct Allowances
    {
        private byte _first;
    }
}
