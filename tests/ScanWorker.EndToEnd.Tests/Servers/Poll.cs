using System.Diagnostics;

namespace ScanWorker.EndToEnd.Tests.Servers;

/// <summary>Waits for a condition, up to a deadline that only a failure reaches.</summary>
internal static class Poll
{
    public static void Until(Func<bool> condition, TimeSpan deadline, Func<string> complaint)
    {
        var since = Stopwatch.StartNew();
        while (!condition())
        {
            if (since.Elapsed > deadline)
            {
                throw new AssertionException($"Not within {deadline.TotalSeconds:0} s. {complaint()}");
            }

            Thread.Sleep(50);
        }
    }

    /// <summary>The rhythm of a storm: not a wait for something.</summary>
    public static void Pause(TimeSpan time) => Thread.Sleep(time);
}
