using System.Globalization;
using System.Text.Json.Nodes;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Commands.Sets;

/// <summary>Says which version is current.</summary>
internal static class PublishedText
{
    public static void Print(
        SetsOutput output, HashSetManifest manifest, long sentBytes, JsonArray? changes = null)
    {
        var entries = manifest.Banks.Sum(bank => bank.Entries);
        var json = new JsonObject
        {
            ["type"] = "published",
            ["set"] = manifest.Set,
            ["version"] = manifest.Version,
            ["parent"] = manifest.Parent,
            ["entries"] = entries,
            ["segments"] = manifest.Segments.Length,
            ["sentBytes"] = sentBytes,
        };
        if (changes is not null)
        {
            json["changes"] = changes;
        }

        if (manifest.Restores is { } restored)
        {
            json["restores"] = restored;
        }

        output.Line(
            json,
            sentBytes == 0
                ? $"Version {manifest.Version} of '{manifest.Set}' is current already; nothing has changed since."
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"Version {manifest.Version} of '{manifest.Set}' is current{Restoring(manifest)}: "
                        + $"{Count(entries, "entry", "entries")} in "
                        + $"{Count(manifest.Banks.Length, "bank", "banks")}, "
                        + $"{Count(manifest.Segments.Length, "segment", "segments")}; {sentBytes:N0} bytes sent."));
    }

    private static string Restoring(HashSetManifest manifest) =>
        manifest.Restores is { } earlier ? $" with the content of version {earlier}" : "";

    private static string Count(long number, string one, string several) =>
        string.Create(CultureInfo.InvariantCulture, $"{number:N0} {(number == 1 ? one : several)}");
}
