using System.Globalization;

namespace ScanWorker.Benchmarks.Quick;

/// <summary>A short run of the numbers that other software is compared with: one NDJSON line a row.</summary>
internal static class QuickCommand
{
    private const int Done = 0;
    private const int UsageError = 64;

    /// <summary>All rows, in the order in which they are printed.</summary>
    private static IEnumerable<(string Name, Func<QuickResult> Measure)> Rows =>
        [.. HashingRows.All, .. IndexRows.All, .. SetsRows.All, .. DecodingRows.All, .. LookbackRows.All,
        .. ReplayRows.All];

    /// <param name="args">
    /// None; or one prefix that the names of the rows must have; or <c>--load FILE --queries FILE</c>, which measures
    /// with given hashes instead.
    /// </param>
    /// <returns>The exit code.</returns>
    internal static int Run(string[] args, TextWriter output, TextWriter errors)
    {
        var rows = args switch
        {
            [] => Rows,
            [var prefix] => Rows.Where(row => row.Name.StartsWith(prefix, StringComparison.Ordinal)),
            ["--load", var known, "--queries", var queries] => LoadedRows.Of(known, queries),
            _ => [],
        };
        if (!rows.Any())
        {
            errors.WriteLine(
                "usage: quick [NAME-PREFIX | --load FILE --queries FILE]; names: "
                + string.Join(", ", Rows.Select(row => row.Name)));
            return UsageError;
        }

        foreach (var (_, measure) in rows)
        {
            var result = measure();
            var value = result.Value.ToString("G6", CultureInfo.InvariantCulture);
            output.WriteLine($$"""{"name":"{{result.Name}}","value":{{value}},"unit":"{{result.Unit}}"}""");
        }

        return Done;
    }
}
