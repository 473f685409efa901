namespace ScanWorker.Matching.Index.Videos;

/// <summary>
/// What searches for one video may still cost, in hashes read in passing: about a nanosecond each. Of a thread.
/// </summary>
/// <remarks>Counts work and knows no clock, so that the same search gives up at the same place everywhere.</remarks>
/// <param name="max">Of all of them together.</param>
public sealed class SearchWork(long max = SearchWork.Max)
{
    /// <summary>
    /// About half a second of one core. Comparing 300 frames with 100,000 that they all are near takes three tenths.
    /// </summary>
    public const long Max = 1L << 29;

    /// <summary>Measuring a pair of hashes in full.</summary>
    internal const int Pair = 4;

    /// <summary>Measuring one hash from some frames of an entry, whatever their number.</summary>
    internal const int Run = 12;

    /// <summary>Keeping account of an entry of which something is near, beside a bit for each hash.</summary>
    internal const int Entry = 512;

    private long _left = max;

    /// <summary>A search has given up, or will.</summary>
    internal bool IsSpent => _left < 0;

    /// <returns>False: no more may be done.</returns>
    internal bool TrySpend(long hashes)
    {
        _left -= hashes;
        return !IsSpent;
    }
}
