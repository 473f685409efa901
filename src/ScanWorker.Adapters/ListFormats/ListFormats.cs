using System.Collections.Immutable;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// The table of list formats. A new one is a row here, a file beside it, and a section in <c>docs/list-formats.md</c>.
/// </summary>
internal static class ListFormats
{
    /// <summary>In the order in which they are asked whether a list resembles them.</summary>
    public static ImmutableArray<IListFormat> All { get; } =
    [
        new JsonLinesFormat(), new StopNciiFormat(), new TcapFormat(), new VicsFormat(), new ThreatExchangeFormat(),
        new NcmecFormat(), new TeFormat(), new CsvFormat(), new TextFormat(),
    ];

    public static IListFormat? Named(string name) =>
        All.FirstOrDefault(format => string.Equals(format.Name, name, StringComparison.OrdinalIgnoreCase));

    public static IListFormat? Guess(string fileName, ReadOnlySpan<byte> start)
    {
        foreach (var format in All)
        {
            if (format.Resembles(fileName, start))
            {
                return format;
            }
        }

        return null;
    }
}
