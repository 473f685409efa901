using System.Diagnostics;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>
/// Times something short, once it is compiled and the caches are warm: the least of three medians of many short
/// batches.
/// </summary>
/// <remarks>The least, since whatever else the machine does can only make a round slower.</remarks>
internal static class QuickTimer
{
    private const int Rounds = 3;
    private const int Batches = 101;
    private static readonly TimeSpan WarmUp = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan BatchLength = TimeSpan.FromMilliseconds(2);

    /// <returns>Milliseconds a call.</returns>
    internal static double Milliseconds(Action call)
    {
        var callsPerBatch = WarmUpAndCount(call);
        return Enumerable.Range(0, Rounds).Min(_ => MedianOfBatches(call, callsPerBatch));
    }

    private static double MedianOfBatches(Action call, int callsPerBatch)
    {
        var batches = new double[Batches];
        for (var batch = 0; batch < Batches; batch++)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < callsPerBatch; i++)
            {
                call();
            }

            batches[batch] = Stopwatch.GetElapsedTime(start).TotalMilliseconds / callsPerBatch;
        }

        Array.Sort(batches);
        return batches[Batches / 2];
    }

    // The runtime compiles a hot method again after 30 calls and 100 ms; the warm-up outlasts that.
    private static int WarmUpAndCount(Action call)
    {
        var calls = 0;
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUp)
        {
            call();
            calls++;
        }

        return Math.Max(1, (int)(calls * (BatchLength / WarmUp)));
    }
}
