using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Replay.Reports;

/// <summary>How many uploads lie at which distance from a bank.</summary>
internal sealed class DistanceCounts(string name, BankPolicy policy)
{
    public string Name { get; } = name;

    public BankPolicy Policy { get; } = policy;

    /// <summary>By distance of the nearest entry, from 0.</summary>
    public long[] Near { get; } = new long[NearestDistances.DistanceMax + 1];

    /// <summary>
    /// Uploads that match by a digest and have no perceptual hash within reach: a distance changes nothing for them.
    /// </summary>
    public long ExactAlone { get; set; }

    /// <summary>Uploads within that distance.</summary>
    public long Within(int distance) => Near.Take(Math.Min(distance, NearestDistances.DistanceMax) + 1).Sum();
}
