using System.Text.Json.Nodes;
using ScanWorker.Matching.Import;
using ScanWorker.Pipeline;

namespace ScanWorker.Commands.Sets;

/// <summary>What a list did to the working set, for a machine and for a person.</summary>
internal static class ImportSummary
{
    public static void AddTo(JsonObject json, ImportCounts counts, string? quarantineFile)
    {
        json["read"] = counts.Read;
        json["added"] = counts.Added;
        json["changed"] = counts.Changed;
        json["withdrawn"] = counts.Withdrawn;
        json["unchanged"] = counts.Unchanged;
        json["skipped"] = counts.Skipped;
        json["held"] = counts.Held;
        json["tombstones"] = counts.Tombstones;
        json["notThere"] = counts.NotThere;
        json["reclassified"] = counts.Reclassified;
        json["takenOver"] = counts.TakenOver;
        json["repeated"] = counts.Repeated;
        json["notNamed"] = new JsonArray([.. counts.NotNamed.Select(source => new JsonObject
        {
            ["bank"] = source.Bank,
            ["source"] = source.Source,
            ["entries"] = source.Entries,
        })]);
        json["leftOut"] = new JsonObject(counts.LeftOut.Select(pair =>
            KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));
        json["framesRefused"] = counts.FramesRefused;
        json["videosLost"] = counts.VideosLost;
        json["unreadColumns"] = new JsonArray([.. counts.UnreadColumns.Select(name => JsonValue.Create(name))]);
        json["lines"] = counts.Lines is { } lines
            ? new JsonObject
            {
                ["total"] = lines.Total,
                ["header"] = lines.Header,
                ["blank"] = lines.Blank,
                ["continued"] = lines.Continued,
            }
            : null;
        json["quarantined"] = counts.QuarantinedTotal;
        json["quarantinedByReason"] = new JsonObject(counts.Quarantined.Select(pair =>
            KeyValuePair.Create(KebabCase.Of(pair.Key), (JsonNode?)JsonValue.Create(pair.Value))));
        json["quarantineFile"] = quarantineFile;
    }

    /// <summary>The counts in a line without a full stop, and below it what a person should know beside them.</summary>
    public static string TextOf(ImportCounts counts, string? quarantineFile, bool isApplied)
    {
        IEnumerable<string> lines =
        [
            LinesOf(counts) + Sentence(counts) + (isApplied ? "" : "; nothing is applied"),
            .. Notes(counts),
            .. quarantineFile is null ? (IEnumerable<string>)[] : [$"quarantined lines are in {quarantineFile}"],
        ];
        return string.Join(Environment.NewLine, lines);
    }

    private static string Sentence(ImportCounts counts)
    {
        var byReason = string.Join(", ", counts.Quarantined.Select(pair => $"{KebabCase.Of(pair.Key)} {pair.Value}"));
        return $"read {counts.Read}, added {counts.Added}, changed {counts.Changed}, withdrawn {counts.Withdrawn}, "
            + $"unchanged {counts.Unchanged}, skipped {counts.Skipped}, held back {counts.Held}, "
            + $"quarantined {counts.QuarantinedTotal}"
            + (byReason.Length == 0 ? "" : $" ({byReason})")
            + If(counts.Tombstones, "tombstones")
            + If(counts.NotThere, "tombstones without an entry")
            + If(counts.Reclassified, "reclassified")
            + If(counts.TakenOver, "withdrawals by a person taken over")
            + If(counts.Repeated, "rows of entries named before");
    }

    private static IEnumerable<string> Notes(ImportCounts counts)
    {
        if (!counts.LeftOut.IsEmpty)
        {
            var kinds = counts.LeftOut.Select(pair => $"{pair.Key} {pair.Value}");
            yield return $"hashes of kinds that are not matched, of which nothing is kept: {string.Join(", ", kinds)}";
        }

        if (counts.FramesRefused > 0)
        {
            yield return $"frames of videos that everybody may have, which are not taken: {counts.FramesRefused}";
        }

        if (counts.VideosLost > 0)
        {
            yield return "entries whose vPDQ hash has no frame that can be taken, and that are taken by their other "
                + $"hashes: {counts.VideosLost}";
        }

        if (!counts.UnreadColumns.IsEmpty)
        {
            yield return $"columns that nothing is taken from: {string.Join(", ", counts.UnreadColumns)}";
        }

        foreach (var (bank, source, entries) in counts.NotNamed)
        {
            var (what, stay) = entries == 1 ? ("entry", "stays") : ("entries", "stay");
            yield return $"{entries} {what} of '{source}' in bank '{bank}' {stay}: the list does not name that source";
        }
    }

    private static string LinesOf(ImportCounts counts) => counts.Lines is { } lines
        ? $"lines {lines.Total} (header {lines.Header}, blank or comment {lines.Blank}, continued {lines.Continued}), "
        : "";

    private static string If(long count, string what) => count == 0 ? "" : $", {what} {count}";
}
