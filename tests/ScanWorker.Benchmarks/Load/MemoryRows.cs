using System.Diagnostics;
using ScanWorker.Benchmarks.Quick;
using ScanWorker.Benchmarks.Sets;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Benchmarks.Load;

/// <summary>
/// A worker in a control group of so much memory: how long it takes to be ready, what it needs at most while as many
/// large pictures as there are wait at once, and whether all of them are looked at.
/// </summary>
internal static class MemoryRows
{
    private const double Mebibyte = 1 << 20;

    public static IEnumerable<QuickResult> Measure(LoadSettings settings, string[] forWorker)
    {
        using var group = new MemoryGroup((long)(settings.Limit * Mebibyte));
        using var world = new LoadWorld { Memory = group };
        world.WritePictures(settings.Width, settings.Height);
        _ = MillionEntries.Shared;
        var start = Stopwatch.GetTimestamp();
        world.StartWorker(rememberFindings: false, forWorker);
        var ready = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var (peakAtStart, anonymousAtStart) = (group.PeakBytes, group.AnonymousBytes);
        using var client = new UploadClient(world.Kafka);
        var unscannable = 0;
        for (var round = 0; round < settings.Rounds; round++)
        {
            var now = Stopwatch.GetTimestamp();
            for (var number = 0; number < settings.Count; number++)
            {
                client.Send(now, world.Files[number % world.Files.Count]);
            }

            unscannable += client.Take(settings.Count).Count(arrival => arrival.Verdict == VerdictKind.Unscannable);
        }

        return
        [
            new QuickResult("load.memory.limit", settings.Limit, "MiB"),
            new QuickResult("load.memory.ready", ready, "s"),
            new QuickResult("load.memory.ready.peak", peakAtStart / Mebibyte, "MiB"),
            new QuickResult("load.memory.ready.anonymous", anonymousAtStart / Mebibyte, "MiB"),
            new QuickResult("load.memory.peak", group.PeakBytes / Mebibyte, "MiB"),
            new QuickResult("load.memory.anonymous", group.AnonymousBytes / Mebibyte, "MiB"),
            new QuickResult("load.memory.kills", group.Kills, "processes"),
            new QuickResult("load.memory.uploads", settings.Rounds * settings.Count, "uploads"),
            new QuickResult("load.memory.unscannable", unscannable, "uploads"),
        ];
    }
}
