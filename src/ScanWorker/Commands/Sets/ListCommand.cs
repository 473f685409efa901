using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary><c>sets list</c>: the versions, and the banks of the working set with the age of their sources.</summary>
internal static class ListCommand
{
    public static Command Create(SetsRunner runner)
    {
        var last = new Option<int>("--last")
        {
            Description = "How many of the most recent versions to show. Default 20.",
            DefaultValueFactory = _ => 20,
        }.AtLeastOne();
        var command = new Command(
            "list", "Shows the published versions, and each bank's entries and the age of its sources.")
        {
            last,
        };
        runner.Attach(command, async (parsed, context, cancellation) =>
        {
            using var workingSet = context.OpenToRead();
            var state = workingSet.State;
            var versions = workingSet.PublishedVersions().TakeLast(parsed.GetValue(last))
                .Select(number => workingSet.ReadVersion(number)).OfType<SealedManifest>()
                .Select(version => Version(version, state.PublishedVersion)).ToList();
            context.Output.Table(["version", "created", "by", "entries", "segments", "bytes", "signed", "reason"],
                versions, "No version has been published from here.");
            context.Output.Table(
                ["bank", "entries", "source", "age", "alarm"],
                [.. Banks(context, state.Working.Banks), .. NeverFetched(context, state)],
                $"The working set {context.Options.Directory} has no bank: import a list.");
            await FleetView.ShowAsync(context, cancellation);
            if (state.HasUnpublishedEntries && !context.Output.IsJson)
            {
                await context.Error.WriteLineAsync("The working set has changes that are not published.");
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static (JsonObject, string[]) Version(SealedManifest version, long current)
    {
        var manifest = version.Manifest;
        var (entries, bytes) = (manifest.Banks.Sum(bank => bank.Entries), manifest.Segments.Sum(segment =>
            segment.LengthBytes));
        var reason = manifest.Restores is { } restored ? $"brings back version {restored}. {manifest.Reason}"
            : manifest.Reason;
        var json = new JsonObject
        {
            ["type"] = "version",
            ["version"] = manifest.Version,
            ["created"] = manifest.Created,
            ["by"] = manifest.By,
            ["entries"] = entries,
            ["segments"] = manifest.Segments.Length,
            ["bytes"] = bytes,
            ["signed"] = version.IsSigned,
            ["restores"] = manifest.Restores,
            ["reason"] = manifest.Reason,
            ["current"] = manifest.Version == current,
        };
        return (json,
        [
            manifest.Version.ToString(CultureInfo.InvariantCulture) + (manifest.Version == current ? " *" : ""),
            manifest.Created.ToString("u", CultureInfo.InvariantCulture),
            manifest.By ?? "",
            entries.ToString("N0", CultureInfo.InvariantCulture),
            manifest.Segments.Length.ToString(CultureInfo.InvariantCulture),
            bytes.ToString("N0", CultureInfo.InvariantCulture),
            version.IsSigned ? "yes" : "no",
            reason ?? "",
        ]);
    }

    private static IEnumerable<(JsonObject, string[])> Banks(SetsContext context, IEnumerable<BankFacts> banks)
    {
        var now = context.Clock.GetUtcNow();
        foreach (var bank in banks)
        {
            var limit = context.Options.MaxAgeOf(bank.Name);
            foreach (var source in bank.Sources.DefaultIfEmpty())
            {
                var age = source is null ? (TimeSpan?)null : now - source.UpdatedAt;
                var json = new JsonObject
                {
                    ["type"] = "bank",
                    ["bank"] = bank.Name,
                    ["source"] = source?.Name,
                    ["entries"] = bank.Entries,
                    ["updatedAt"] = source?.UpdatedAt,
                    ["ageSeconds"] = age is { } old ? (long)old.TotalSeconds : null,
                    ["tooOld"] = age > limit,
                };
                var isFirst = source is null || source == bank.Sources[0];
                yield return (json,
                [
                    isFirst ? bank.Name : "",
                    isFirst ? bank.Entries.ToString("N0", CultureInfo.InvariantCulture) : "",
                    source?.Name ?? "",
                    age is { } shown ? AgeText(shown) : "",
                    age > limit ? $"older than {AgeText(limit)}" : "",
                ]);
            }
        }
    }

    // Configured, and nothing of it is here yet: no bank tells of it.
    private static IEnumerable<(JsonObject, string[])> NeverFetched(SetsContext context, JournalState state)
    {
        foreach (var (name, source) in context.Exchanges.Sources.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            var known = state.Sources.GetValueOrDefault(name);
            if (known?.FetchedAt is not null)
            {
                continue;
            }

            var age = context.Clock.GetUtcNow() - known?.Since;
            var json = new JsonObject
            {
                ["type"] = "source",
                ["bank"] = source.Bank,
                ["source"] = name,
                ["neverFetched"] = true,
                ["ageSeconds"] = age is { } old ? (long)old.TotalSeconds : null,
            };
            yield return (json, [source.Bank, "", name, age is { } shown ? AgeText(shown) : "", "never fetched"]);
        }
    }

    internal static string AgeText(TimeSpan age)
    {
        var (number, unit) = age.TotalDays >= 2 ? (age.TotalDays, "d") : age.TotalHours >= 2 ? (age.TotalHours, "h")
            : age.TotalMinutes >= 2 ? (age.TotalMinutes, "min") : (Math.Floor(age.TotalSeconds), "s");
        return string.Create(CultureInfo.InvariantCulture, $"{number:0.#} {unit}");
    }
}
