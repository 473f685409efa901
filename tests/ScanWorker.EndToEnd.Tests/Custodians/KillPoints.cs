using System.Diagnostics;
using ScanWorker.Testing;

namespace ScanWorker.EndToEnd.Tests.Custodians;

/// <summary>Ends processes at random points of their lives.</summary>
/// <param name="isWriting">Whether the process has begun to change things: every other point lies after that.</param>
internal sealed class KillPoints(Func<bool> isWriting)
{
    private readonly Random _random = new(20261124);
    private TimeSpan _whole;
    private TimeSpan _writing;

    /// <summary>How many points a test takes; <c>SCANWORKER_KILL_POINTS</c> says more.</summary>
    public static int Count { get; } = LongRun.Setting("SCANWORKER_KILL_POINTS", 8);

    /// <summary>Lets one live to its end, to learn how long that takes.</summary>
    public void Measure(Func<OwnedProcess> start)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = start();
        WaitUntilWriting(process);
        var writing = Stopwatch.GetTimestamp();
        Assert.That(process.WaitForExit(TimeSpan.FromSeconds(120)), Is.Zero, process.Output);
        (_whole, _writing) = (Stopwatch.GetElapsedTime(started), Stopwatch.GetElapsedTime(writing));
    }

    /// <returns>False: it was done before it could be killed.</returns>
    public bool Kill(Func<OwnedProcess> start, int point)
    {
        using var process = start();
        if (point % 2 == 0)
        {
            Poll.Pause(_whole * _random.NextDouble());
        }
        else
        {
            WaitUntilWriting(process);
            Poll.Pause(_writing * _random.NextDouble());
        }

        var wasAlive = !process.HasExited;
        process.Kill();
        return wasAlive;
    }

    private void WaitUntilWriting(OwnedProcess process)
    {
        while (!isWriting() && !process.HasExited)
        {
            Thread.Sleep(1);
        }
    }
}
