using System.Diagnostics;
using ScanWorker.Benchmarks.Sets;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>
/// A million entries of four hashes each, from a list to a worker. In this process, but for the cold start.
/// </summary>
internal static class SetsRows
{
    private static readonly Lazy<MillionEntries> World = new(MillionEntries.Create);

    internal static IEnumerable<(string Name, Func<QuickResult> Measure)> All =>
    [
        ("sets.import.1m", () => new QuickResult("sets.import.1m", World.Value.ImportSeconds, "s")),
        ("sets.publish.1m", () => new QuickResult("sets.publish.1m", World.Value.PublishSeconds, "s")),
        ("sets.add_to_enforced.1m", () => new QuickResult("sets.add_to_enforced.1m", World.Value.Added.Seconds, "s")),
        ("sets.add_bytes.1m", () => new QuickResult("sets.add_bytes.1m", World.Value.Added.Bytes, "bytes")),
        ("worker.cold_start.1m", ColdStart),
    ];

    // The program itself, from its first instruction to a file judged against a million entries: the disk's copy, no
    // Redis.
    private static QuickResult ColdStart()
    {
        var times = new List<double>();
        for (var run = 0; run < 5; run++)
        {
            var start = Stopwatch.GetTimestamp();
            World.Value.MatchWithoutRedis();
            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return new QuickResult("worker.cold_start.1m", times.Order().ElementAt(times.Count / 2), "s");
    }
}
