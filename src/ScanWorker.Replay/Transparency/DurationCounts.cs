using System.Numerics;

namespace ScanWorker.Replay.Transparency;

/// <summary>
/// Durations by class, so that any number of them takes the same room. A class is at most a 32nd wide of what falls
/// into it.
/// </summary>
internal sealed class DurationCounts
{
    private const int StepsBits = 5;
    private const int Steps = 1 << StepsBits;

    private readonly long[] _counts = new long[(64 - StepsBits + 1) * Steps];

    public long Total { get; private set; }

    /// <param name="duration">One below zero, as clocks that disagree give it, counts as none.</param>
    public void Add(TimeSpan duration)
    {
        _counts[ClassOf((long)Math.Max(duration.TotalMilliseconds, 0))]++;
        Total++;
    }

    /// <returns>The duration within which that share of them was done, up to the width of a class.</returns>
    public TimeSpan Within(double share)
    {
        var rank = (long)Math.Ceiling(share * Total);
        for (var at = 0; at < _counts.Length; at++)
        {
            rank -= _counts[at];
            if (rank <= 0)
            {
                return TimeSpan.FromMilliseconds(Math.Min(HighestOf(at), TimeSpan.MaxValue.TotalMilliseconds / 2));
            }
        }

        return TimeSpan.Zero;
    }

    // The first 64 milliseconds are exact; from there on each doubling has 32 classes.
    private static int ClassOf(long milliseconds)
    {
        var shift = Math.Max(BitOperations.Log2((ulong)milliseconds) - StepsBits, 0);
        return (shift << StepsBits) + (int)(milliseconds >> shift);
    }

    private static double HighestOf(int at)
    {
        var shift = Math.Max((at >> StepsBits) - 1, 0);
        return (((double)(at - (shift << StepsBits)) + 1) * Math.Pow(2, shift)) - 1;
    }
}
