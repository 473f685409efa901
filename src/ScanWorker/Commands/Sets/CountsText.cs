using System.Text.Json.Nodes;
using ScanWorker.Matching.Import;
using ScanWorker.Pipeline;

namespace ScanWorker.Commands.Sets;

/// <summary>What a list did or would do, as every command that takes one says it.</summary>
internal static class CountsText
{
    /// <param name="json">Gets the counts behind what it has.</param>
    /// <param name="counts">Of the list.</param>
    /// <param name="quarantineFile">Where the lines are that were not taken; null: there are none.</param>
    public static void AddTo(JsonObject json, ImportCounts counts, string? quarantineFile)
    {
        var reasons = new JsonObject();
        foreach (var (reason, count) in counts.Quarantined)
        {
            reasons[KebabCase.Of(reason)] = count;
        }

        json["read"] = counts.Read;
        json["added"] = counts.Added;
        json["changed"] = counts.Changed;
        json["withdrawn"] = counts.Withdrawn;
        json["unchanged"] = counts.Unchanged;
        json["skipped"] = counts.Skipped;
        json["held"] = counts.Held;
        json["tombstones"] = counts.Tombstones;
        json["repeated"] = counts.Repeated;
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
        json["quarantinedByReason"] = reasons;
        json["quarantineFile"] = quarantineFile;
    }

    public static string SentenceOf(ImportCounts counts, string? quarantineFile, bool isApplied)
    {
        var byReason = string.Join(", ", counts.Quarantined.Select(pair => $"{KebabCase.Of(pair.Key)} {pair.Value}"));
        return $"{LinesOf(counts)}read {counts.Read}, added {counts.Added}, changed {counts.Changed}, "
            + $"withdrawn {counts.Withdrawn}, unchanged {counts.Unchanged}, skipped {counts.Skipped}, "
            + $"held back {counts.Held}, quarantined {counts.QuarantinedTotal}"
            + (counts.Tombstones == 0 ? "" : $", tombstones {counts.Tombstones}")
            + (counts.Repeated == 0 ? "" : $", rows of entries named before {counts.Repeated}")
            + (byReason.Length == 0 ? "" : $" ({byReason})") + (isApplied ? "" : "; nothing is applied")
            + (quarantineFile is null ? "" : $"{Environment.NewLine}quarantined lines are in {quarantineFile}");
    }

    private static string LinesOf(ImportCounts counts) => counts.Lines is { } lines
        ? $"lines {lines.Total} (header {lines.Header}, blank or comment {lines.Blank}, continued {lines.Continued}), "
        : "";
}
