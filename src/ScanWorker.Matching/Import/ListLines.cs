namespace ScanWorker.Matching.Import;

/// <summary>The physical lines of a list, and those of them that are no rows.</summary>
/// <param name="Total">All lines.</param>
/// <param name="Header">Lines that name the columns.</param>
/// <param name="Blank">Blank lines and comments.</param>
/// <param name="Continued">Further lines of rows that are written over several.</param>
public readonly record struct ListLines(long Total, long Header, long Blank, long Continued)
{
    /// <summary>How many rows there must be.</summary>
    public long Rows => Total - Header - Blank - Continued;

    /// <summary>The lines of two pages of a list.</summary>
    public ListLines With(ListLines page) => new(
        Total + page.Total, Header + page.Header, Blank + page.Blank, Continued + page.Continued);
}
