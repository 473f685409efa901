using System.Diagnostics;

namespace ScanWorker.Testing.Servers;

/// <summary>Waits for a condition, up to a deadline that only a failure reaches.</summary>
internal static class Poll
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    /// <exception cref="TimeoutException">It did not come to that; with the complaint.</exception>
    public static void Until(Func<bool> condition, TimeSpan deadline, Func<string> complaint)
    {
        var since = Stopwatch.StartNew();
        while (!condition())
        {
            ThrowIfLate(since.Elapsed, deadline, complaint);
            Thread.Sleep(Interval);
        }
    }

    /// <inheritdoc cref="Until"/>
    public static async Task UntilAsync(Func<Task<bool>> condition, TimeSpan deadline, Func<string> complaint)
    {
        var since = Stopwatch.StartNew();
        while (!await condition())
        {
            ThrowIfLate(since.Elapsed, deadline, complaint);
            await Task.Delay(Interval, TimeProvider.System);
        }
    }

    /// <summary>The rhythm of a storm: not a wait for something.</summary>
    public static void Pause(TimeSpan time) => Thread.Sleep(time);

    private static void ThrowIfLate(TimeSpan elapsed, TimeSpan deadline, Func<string> complaint)
    {
        if (elapsed > deadline)
        {
            throw new TimeoutException($"Not within {deadline.TotalSeconds:0} s. {complaint()}");
        }
    }
}
