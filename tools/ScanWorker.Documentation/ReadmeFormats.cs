using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Decoding.Video;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Documentation;

/// <summary>The table of formats in the README, between two markers.</summary>
internal static class ReadmeFormats
{
    private const string Begin = "<!-- formats: generated from the code by ScanWorker.Documentation -->\n";
    private const string End = "<!-- /formats -->";

    /// <returns>The text with the table as the code has it now.</returns>
    /// <exception cref="InvalidDataException">The markers are not there.</exception>
    public static string Apply(string readme)
    {
        var begin = readme.IndexOf(Begin, StringComparison.Ordinal);
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        return begin >= 0 && end > begin
            ? $"{readme[..(begin + Begin.Length)]}{Table()}{readme[end..]}"
            : throw new InvalidDataException("The README has no markers for the table of formats.");
    }

    private static string Table()
    {
        using var blocks = new BlockPool(idleBytesMax: 0);
        return string.Concat(
        [
            "| format | decoded by | odd or damaged pictures | without isolation | needs |\n",
            "|---|---|---|---|---|\n",
            .. FormatTable.Of(DecoderTable.Rows(blocks)).Select(Row),
            .. VideoFormat.Containers.Select(container => Row(container.Name)),
        ]);
    }

    private static string Row(string container) =>
        $"| {container} | ffmpeg | the same | unscannable | {VideoFormat.Needs}, else unscannable |\n";

    private static string Row(FormatTable format)
    {
        var needs = format.Plain.Select(row => row.Needs).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        string[] cells =
        [
            KebabCase.Of(format.Format), NamesOf(format.Plain),
            format.Odd.Count == 0 ? "the same" : NamesOf(format.Odd),
            format.IsDecodedWithin ? NamesOf(format.Plain.Where(row => !row.NeedsIsolation)) : "unscannable",
            needs.Count == 0 ? "" : $"{string.Join(", ", needs)}, else the next",
        ];
        return $"| {string.Join(" | ", cells)} |\n";
    }

    private static string NamesOf(IEnumerable<DecoderRow> rows) =>
        string.Join(", ", rows.Select(row => row.Decoder.Name).Distinct(StringComparer.Ordinal));
}
