using System.Text;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>CSV with a header; <see cref="CsvColumns"/> says which columns are known.</summary>
internal sealed class CsvFormat : IListFormat
{
    public string Name => "csv";

    public string? DefaultSource => null;

    public bool RowsAreHashes => true;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start)
    {
        var header = new CsvHeader(new ListSettings(null, ""));
        foreach (var line in Encoding.UTF8.GetString(start).AsSpan().EnumerateLines())
        {
            if (!header.Skips(line))
            {
                return header.TrySplit(line, out _);
            }
        }

        return false;
    }

    public void Read(Stream list, ListSettings settings, IListSink sink) => new Reading(list, settings, sink).Run();

    /// <summary>One list being read.</summary>
    private sealed class Reading(Stream list, ListSettings settings, IListSink sink)
    {
        private readonly DelimitedRows _rows = new(list);
        private readonly CsvHeader _header = new(settings);
        private string _headerLine = "";
        private CsvColumns? _columns;
        private CsvRows? _entries;
        private long _headerLines;
        private long _blankLines;

        public void Run()
        {
            _rows.ReadAll(IsRow, Take);
            if (_columns is null)
            {
                throw new InvalidDataException("The list is empty: it has no header.");
            }

            sink.End(new ListLines(_rows.Total, _headerLines, _blankLines, _rows.Continued));
        }

        private bool IsRow(long number, ReadOnlySpan<char> line)
        {
            if (_columns is null)
            {
                if (_header.Skips(line))
                {
                    _blankLines++;
                }
                else
                {
                    OpenWith(line);
                }

                return false;
            }

            var isBlank = !line.ContainsAnyExcept(" \t\u00A0\"") || !line.Trim().ContainsAnyExcept(_rows.Separator, ' ')
                || (_columns.Count == 1 && line.TrimStart() is ['#', ..]);
            var isHeader = line.SequenceEqual(_headerLine); // Lists put together have it again.
            _blankLines += isBlank ? 1 : 0;
            _headerLines += isHeader ? 1 : 0;
            return !isBlank && !isHeader;
        }

        private void OpenWith(ReadOnlySpan<char> line)
        {
            _ = _header.TrySplit(line, out var names);
            _columns = CsvColumns.Find(names, settings);
            sink.Begin(new ListShape(_columns.Source >= 0) { UnreadColumns = _columns.Unread });
            _entries = new CsvRows(_columns, settings, new GuessedKinds(() => _rows.IsOpenEnded));
            _rows.Separator = _header.Separator;
            _headerLine = line.ToString();
            _headerLines = 1;
        }

        private void Take(DelimitedRow row)
        {
            if (_columns is null || _entries is null)
            {
                return;
            }

            row.TrimEnd(_columns.Count);
            if (row.Count != _columns.Count || row.IsMalformed)
            {
                if (_rows.Row.TrimStart() is ['#', ..])
                {
                    _blankLines++;
                    return;
                }

                _rows.Reject(sink, RejectReason.Malformed);
            }
            else if (_entries.TryRead(row, out var entry, out var isWithdrawn) is { } reason)
            {
                _rows.Reject(sink, reason);
            }
            else if (isWithdrawn)
            {
                sink.Withdraw(row.Line, entry.Key, entry.UpdatedAt);
            }
            else
            {
                sink.Upsert(row.Line, entry);
            }
        }
    }
}

/// <summary>
/// Finds the header of a CSV, below what tools and people write above it, and the separator that it uses.
/// </summary>
internal sealed class CsvHeader(ListSettings settings)
{
    private const string SeparatorLine = "sep=";
    private readonly DelimitedRow _row = new();
    private char? _told;

    /// <summary>Between the fields.</summary>
    public char Separator { get; private set; } = ',';

    /// <summary>Whether a line above the header is blank, a comment, or <c>sep=;</c>.</summary>
    public bool Skips(ReadOnlySpan<char> line)
    {
        var text = line.Trim().Trim('\uFEFF').Trim('"');
        if (text.StartsWith(SeparatorLine, StringComparison.OrdinalIgnoreCase)
            && text.Length <= SeparatorLine.Length + 1)
        {
            _told = line.IndexOf('=') is var at && at + 1 < line.Length ? line[at + 1] : null;
            return true;
        }

        return !text.ContainsAnyExcept(",;|\t ") || text is ['#', ..] or ['/', '/', ..]
            || (text is [';', ..] && !TrySplit(line, out _));
    }

    /// <summary>Splits the header by the separator that gives the most columns.</summary>
    /// <returns>Whether it names a column of hashes; the names are its best reading in any case.</returns>
    public bool TrySplit(ReadOnlySpan<char> line, out List<string> names)
    {
        names = [];
        var isKnown = false;
        foreach (var separator in _told is { } told ? [told] : (ReadOnlySpan<char>)[',', ';', '\t', '|'])
        {
            if (!_row.TryParse(line, separator))
            {
                continue;
            }

            var candidate = Enumerable.Range(0, _row.Count).Select(place => _row[place].ToString()).ToList();
            var knows = CsvColumns.Knows(candidate, settings);
            if (names.Count == 0 || (knows && !isKnown) || (knows == isKnown && candidate.Count > names.Count))
            {
                (names, isKnown, Separator) = (candidate, knows, separator);
            }
        }

        while (names.Count > 1 && names[^1].Length == 0)
        {
            names.RemoveAt(names.Count - 1);
        }

        return isKnown;
    }
}
