using ScanWorker.Benchmarks.Sets;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>
/// A million entries of four hashes each, from a list to a worker. In this process, but for the cold starts.
/// </summary>
internal static class SetsRows
{
    internal static IEnumerable<(string Name, Func<QuickResult> Measure)> All =>
    [
        ("sets.import.1m", () => new QuickResult("sets.import.1m", MillionEntries.Shared.ImportSeconds, "s")),
        ("sets.publish.1m", () => new QuickResult("sets.publish.1m", MillionEntries.Shared.PublishSeconds, "s")),
        ("sets.add_to_enforced.1m",
            () => new QuickResult("sets.add_to_enforced.1m", MillionEntries.Shared.Added.Seconds, "s")),
        ("sets.add_bytes.1m", () => new QuickResult("sets.add_bytes.1m", MillionEntries.Shared.Added.Bytes, "bytes")),
        ("worker.cold_start.1m", () => ColdStart("worker.cold_start.1m", withRedis: false)),
        ("worker.cold_start.redis.1m", () => ColdStart("worker.cold_start.redis.1m", withRedis: true)),
    ];

    // The program itself, from the start of its process to ready: the disk's copy, and a broker that answers at once.
    private static QuickResult ColdStart(string name, bool withRedis)
    {
        using var broker = WorkerStart.NewBroker();
        var start = new WorkerStart(MillionEntries.Shared, broker, withRedis);
        var times = Enumerable.Range(0, 5).Select(_ => start.SecondsToReady()).Order().ToList();
        return new QuickResult(name, times[times.Count / 2], "s");
    }
}
