using System.Security.Cryptography;

namespace ScanWorker.Pipeline.Scan;

/// <summary>How long to wait before another attempt: doubling, with jitter so that many that failed together do not
/// return together.</summary>
/// <param name="first">Before the second attempt, give or take a half.</param>
/// <param name="longest">No pause is longer.</param>
/// <param name="nextUnit">Gives numbers in [0, 1).</param>
internal sealed class RetryPauses(TimeSpan first, TimeSpan longest, Func<double> nextUnit)
{
    private const int DoublingsMax = 16;

    /// <summary>Numbers in [0, 1) that nobody can foresee.</summary>
    public static double SecureUnit() => RandomNumberGenerator.GetInt32(1 << 24) / (double)(1 << 24);

    /// <param name="attempts">How many have failed, from 1.</param>
    public TimeSpan After(int attempts)
    {
        var doubled = first * (1 << Math.Clamp(attempts - 1, 0, DoublingsMax));
        var jittered = doubled * (0.5 + nextUnit());
        return jittered < longest ? jittered : longest;
    }
}
