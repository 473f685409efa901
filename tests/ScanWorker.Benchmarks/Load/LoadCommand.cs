using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Configuration;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Benchmarks.Quick;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Benchmarks.Load;

/// <summary>
/// Latency and throughput of a worker process on a real broker, from sending an upload to reading its verdict;
/// one NDJSON line a figure.
/// </summary>
internal static class LoadCommand
{
    private const int Done = 0;
    private const int UsageError = 64;

    internal static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        // A worker's setting has a section.
        var forWorker = args.Skip(1).Where(arg => arg.Contains(':', StringComparison.Ordinal)).ToArray();
        var settings = LoadSettings.Parse(args.Skip(1).Except(forWorker));
        IEnumerable<QuickResult> rows = args switch
        {
            ["rate", ..] => AtRate(settings, forWorker),
            ["beside", ..] => Beside(settings, forWorker),
            ["flood", ..] => Flood(settings, forWorker),
            ["memory", ..] => MemoryRows.Measure(settings, forWorker),
            ["floor", ..] => Floor(forWorker),
            _ => [],
        };
        var isKnown = false;
        foreach (var row in rows)
        {
            isKnown = true;
            var value = row.Value.ToString("G4", CultureInfo.InvariantCulture);
            output.WriteLine($$"""{"name":"{{row.Name}}","value":{{value}},"unit":"{{row.Unit}}"}""");
        }

        if (!isKnown)
        {
            errors.WriteLine(LoadSettings.Usage);
        }

        return isKnown ? Done : UsageError;
    }

    private static IEnumerable<QuickResult> Floor(string[] forWorker)
    {
        using var broker = LoadWorld.StartBroker();
        var kafka = broker.Options;
        new ConfigurationBuilder().AddCommandLine(forWorker).Build().GetSection(KafkaOptions.Section).Bind(kafka);
        var (commits, seen) = TransactionFloor.Measure(kafka);
        return [.. Percentiles("load.floor.commit", commits), .. Percentiles("load.floor.seen", seen)];
    }

    private static IEnumerable<QuickResult> AtRate(LoadSettings settings, string[] forWorker)
    {
        using var world = new LoadWorld();
        world.WritePictures(settings.Width, settings.Height);
        world.StartWorker(rememberFindings: false, forWorker);
        using var client = new UploadClient(world.Kafka);
        _ = Drive(client, world.Files, settings.Rate, settings.WarmUp);
        var start = Stopwatch.GetTimestamp();
        var arrivals = Drive(client, world.Files, settings.Rate, settings.Seconds);
        var rate = arrivals.Count / Stopwatch.GetElapsedTime(start).TotalSeconds;
        return
        [
            new QuickResult("load.rate", rate, "1/s"),
            .. Percentiles("load.latency", [.. arrivals.Select(arrival => arrival.Total)]),
            .. Percentiles("load.waiting", [.. arrivals.Select(arrival => arrival.Waiting)]),
            .. Percentiles("load.fetching", [.. arrivals.Select(arrival => arrival.Fetching)]),
            .. Percentiles("load.decoding", [.. arrivals.Select(arrival => arrival.Decoding)]),
            .. Percentiles("load.scanning", [.. arrivals.Select(arrival => arrival.Scanning)]),
            .. Percentiles("load.committing", [.. arrivals.Select(arrival => arrival.Committing)]),
        ];
    }

    // One run of one worker: a backlog of past uploads is all that differs between the two halves.
    private static IEnumerable<QuickResult> Beside(LoadSettings settings, string[] forWorker)
    {
        using var world = new LoadWorld();
        world.WritePictures(settings.Width, settings.Height);
        world.StartWorker(
            rememberFindings: false, [$"--Kafka:Topics:Backfill={LoadWorld.Backfill}", .. forWorker]);
        using var client = new UploadClient(world.Kafka);
        _ = Drive(client, world.Files, settings.Rate, settings.WarmUp);
        var alone = Latencies(Drive(client, world.Files, settings.Rate, settings.Seconds));
        for (var number = 0; number < settings.Backlog; number++)
        {
            client.SendPast(LoadWorld.Backfill, number, world.Files[number % world.Files.Count]);
        }

        client.WaitForPast(1);
        var (start, before) = (Stopwatch.GetTimestamp(), client.Past);
        var beside = Latencies(Drive(client, world.Files, settings.Rate, settings.Seconds));
        var besideRate = (client.Past - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
        (start, before) = (Stopwatch.GetTimestamp(), client.Past);
        client.WaitForPast(settings.Backlog);
        return
        [
            .. Percentiles("load.alone", alone), .. Percentiles("load.beside", beside),
            .. Percentiles("load.alone", alone).Zip(
                Percentiles("load.beside", beside),
                (without, with) => new QuickResult(
                    with.Name.Replace("beside", "ratio", StringComparison.Ordinal), with.Value / without.Value,
                    "ratio")),
            new QuickResult("load.past.beside.rate", besideRate, "1/s"),
            new QuickResult("load.past.left", settings.Backlog - before, "uploads"),
            new QuickResult(
                "load.past.drain.rate",
                (settings.Backlog - before) / Stopwatch.GetElapsedTime(start).TotalSeconds, "1/s"),
        ];
    }

    private static double[] Latencies(IEnumerable<Arrival> arrivals) => [.. arrivals.Select(arrival => arrival.Total)];

    // By the clock, whatever comes back: a slow worker does not make the upload service any slower.
    private static IReadOnlyList<Arrival> Drive(UploadClient client, IReadOnlyList<string> files, int rate, int seconds)
    {
        var (start, count) = (Stopwatch.GetTimestamp(), rate * seconds);
        for (var number = 0; number < count; number++)
        {
            var due = start + (long)(number * (double)Stopwatch.Frequency / rate);
            for (var early = due - Stopwatch.GetTimestamp(); early > 0; early = due - Stopwatch.GetTimestamp())
            {
                Poll.Pause(TimeSpan.FromSeconds((double)early / Stopwatch.Frequency));
            }

            client.Send(due, files[number % files.Count]);
        }

        return client.Take(count);
    }

    private static IEnumerable<QuickResult> Flood(LoadSettings settings, string[] forWorker)
    {
        var (first, again) = (Flood(settings, forWorker, rememberFindings: false),
            Flood(settings, forWorker, rememberFindings: true));
        return
        [
            new QuickResult("load.first.rate", first.Rate, "1/s"),
            new QuickResult("load.again.rate", again.Rate, "1/s"),
            new QuickResult("load.again.ratio", again.Rate / first.Rate, "ratio"),
            new QuickResult("load.first.cpu", first.Cpu, "ms"), new QuickResult("load.again.cpu", again.Cpu, "ms"),
            new QuickResult("load.again.cpu.ratio", first.Cpu / again.Cpu, "ratio"),
        ];
    }

    // Processor time for each upload, too: of a busy machine the rates say little.
    private static (double Rate, double Cpu) Flood(LoadSettings settings, string[] forWorker, bool rememberFindings)
    {
        using var world = new LoadWorld();
        world.WritePictures(settings.Width, settings.Height);
        world.StartWorker(rememberFindings, forWorker);
        using var client = new UploadClient(world.Kafka);
        var result = (Rate: 0.0, Cpu: 0.0);
        for (var round = 0; round < settings.Rounds; round++)
        {
            var (start, cpu) = (Stopwatch.GetTimestamp(), world.ProcessorTime);
            for (var number = 0; number < settings.Count; number++)
            {
                client.Send(start, world.Files[number % world.Files.Count]);
            }

            _ = client.Take(settings.Count);
            result = (
                settings.Count / Stopwatch.GetElapsedTime(start).TotalSeconds,
                (world.ProcessorTime - cpu).TotalMilliseconds / settings.Count);
        }

        return result;
    }

    private static IEnumerable<QuickResult> Percentiles(string name, double[] milliseconds)
    {
        Array.Sort(milliseconds);
        foreach (var (label, share) in ((string, double)[])
            [("p50", 0.5), ("p90", 0.9), ("p99", 0.99), ("p999", 0.999)])
        {
            var rank = (int)Math.Ceiling(share * milliseconds.Length) - 1;
            yield return new QuickResult($"{name}.{label}", milliseconds[Math.Max(0, rank)], "ms");
        }
    }
}
