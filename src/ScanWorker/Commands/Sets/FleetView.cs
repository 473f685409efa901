using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.HashSets.Fleet;

namespace ScanWorker.Commands.Sets;

/// <summary>What workers say of the versions that they have live.</summary>
internal static class FleetView
{
    private const int NamesMax = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>A row for each version that a worker has live; what is published is known without it.</summary>
    public static async Task ShowAsync(SetsContext context, CancellationToken cancellation)
    {
        if (!context.HasRedis)
        {
            return;
        }

        try
        {
            var workers = await context.LiveVersions.ReadAsync(context.Options.Name, cancellation);
            context.Output.Table(
                ["live version", "workers", "oldest news", "names"],
                [.. workers.Read.GroupBy(worker => worker.Version).OrderBy(version => version.Key).Select(Row)],
                "No worker has reported its live version recently.");
            if (!workers.IsWhole)
            {
                await context.Error.WriteLineAsync(
                    "Redis holds more workers than are read; some are not shown.");
            }
        }
        catch (Exception problem) when (problem is HashSetStoreUnavailableException or OptionsValidationException)
        {
            await context.Error.WriteLineAsync($"The workers' live versions are unknown: {problem.Message}");
        }
    }

    /// <summary>Waits until all workers that are known have a version live, or a later one.</summary>
    /// <returns>Done; or that the time has ended before.</returns>
    public static async Task<int> WaitAsync(
        SetsContext context, long version, TimeSpan patience, CancellationToken cancellation)
    {
        var (started, told) = (context.Clock.GetTimestamp(), "");
        while (true)
        {
            var workers = await context.LiveVersions.ReadAsync(context.Options.Name, cancellation);
            var live = workers.Read.Count(worker => worker.Version >= version);
            var text = $"{live} of {workers.Read.Count} workers have version {version} live.";
            if (live > 0 && live == workers.Read.Count && workers.IsWhole)
            {
                context.Output.Line(Json(version, live, workers), text);
                return ExitCodes.Done;
            }

            if (context.Clock.GetElapsedTime(started) >= patience)
            {
                context.Output.Line(Json(version, live, workers), text);
                await context.Error.WriteLineAsync(Why(version, patience, workers));
                return ExitCodes.Unavailable;
            }

            if (text != told && !context.Output.IsJson)
            {
                await context.Error.WriteLineAsync(told = text);
            }

            await Task.Delay(Pause, context.Clock, cancellation);
        }
    }

    private static string Why(long version, TimeSpan patience, LiveWorkers workers)
    {
        var late = workers.Read.Where(worker => worker.Version < version).Select(worker => worker.Worker).ToList();
        return workers.Read.Count == 0
            ? $"No worker reported its live version within {patience.TotalSeconds:0} s."
            : !workers.IsWhole ? "Redis holds more workers than are read, so not all of them are known."
            : $"After {patience.TotalSeconds:0} s these workers still lack it: {Names(late)}. See their logs and "
                + "docs/runbooks/set-refused.md.";
    }

    private static JsonObject Json(long version, int live, LiveWorkers workers) => new()
    {
        ["type"] = "live",
        ["version"] = version,
        ["live"] = live,
        ["workers"] = workers.Read.Count,
    };

    private static (JsonObject, string[]) Row(IGrouping<long, LiveWorker> version)
    {
        var (names, oldest) = (version.Select(worker => worker.Worker).ToList(), version.Max(worker => worker.Age));
        return (
            new JsonObject
            {
                ["type"] = "live",
                ["version"] = version.Key,
                ["workers"] = names.Count,
                ["ageSeconds"] = (long)oldest.TotalSeconds,
                ["names"] = new JsonArray([.. names.Select(name => JsonValue.Create(name))]),
            },
            [
                version.Key.ToString(CultureInfo.InvariantCulture),
                names.Count.ToString("N0", CultureInfo.InvariantCulture),
                ListCommand.AgeText(oldest),
                Names(names),
            ]);
    }

    private static string Names(List<string> names) => string.Join(", ", names.Take(NamesMax))
        + (names.Count > NamesMax ? $" and {names.Count - NamesMax} more" : "");
}
