using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>The rows of a list of fields with separators between them, and how many lines each takes.</summary>
/// <remarks>
/// A quote that is opened and closed far below has swallowed what is between. So quotes may hold line ends, but nothing
/// that looks like a row: a separator, or a run as long as a hash.
/// </remarks>
internal sealed class DelimitedRows(Stream list)
{
    private const int LineBytesMax = 4 << 20;
    private const int LinesInRowMax = 64;
    private const int HashRunMin = 22; // The base64 of an MD5.
    private static readonly SearchValues<char> HashLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_");

    private readonly ByteLines _lines = new(list, LineBytesMax);
    private readonly DelimitedRow _row = new();
    private char[] _text = new char[1 << 12];
    private int _length;
    private long _openedAt;

    /// <summary>Looks at a line that begins a row; false when it is none. It may set the separator.</summary>
    public delegate bool Beginning(long number, ReadOnlySpan<char> line);

    /// <summary>May be changed until the first row has been asked for.</summary>
    public char Separator { get; set; } = ',';

    /// <summary>The row that is being taken, as it stands in the list.</summary>
    public ReadOnlySpan<char> Row => _text.AsSpan(0, _length);

    /// <summary>Further lines of rows that are written over several.</summary>
    public long Continued { get; private set; }

    /// <inheritdoc cref="ByteLines.IsOpenEnded"/>
    public bool IsOpenEnded => _lines.IsOpenEnded;

    /// <summary>All lines.</summary>
    public long Total => _lines.Count;

    /// <param name="isRow">Tells rows from comments and the like.</param>
    /// <param name="take">Receives each row, which is only lent.</param>
    /// <exception cref="InvalidDataException">The list is cut off, or a quote swallows rows.</exception>
    public void ReadAll(Beginning isRow, Action<DelimitedRow> take)
    {
        _lines.ReadAll((number, bytes) =>
        {
            if (_openedAt != 0)
            {
                Continue(number, bytes);
            }
            else
            {
                _length = 0;
                Append(bytes);
                if (!isRow(number, Row))
                {
                    return;
                }

                _row.Line = number;
            }

            TryTake(number, take);
        });
        if (_openedAt != 0)
        {
            throw new InvalidDataException(
                $"Line {_openedAt} opens a quote that is never closed: the list is cut off, or the quote is one too many.");
        }
    }

    /// <summary>Hands a row to the quarantine, unless it shows that the list is cut off.</summary>
    /// <exception cref="InvalidDataException">It is the last line, and has no end.</exception>
    public void Reject(IListSink sink, RejectReason reason) =>
        _lines.Reject(sink, new Reject(_row.Line, reason, Row.ToString()));

    private void TryTake(long number, Action<DelimitedRow> take)
    {
        if (_row.TryParse(Row, Separator))
        {
            _openedAt = 0;
            take(_row);
        }
        else if (_openedAt == 0)
        {
            _openedAt = number;
        }
    }

    private void Continue(long number, ReadOnlySpan<byte> bytes)
    {
        Continued++;
        var start = _length;
        Append("\n"u8);
        Append(bytes);
        _ = DelimitedRow.EndsIn(_text.AsSpan((start + 1).._length), out var inside);
        if (number - _openedAt >= LinesInRowMax || inside.Contains(Separator) || HoldsHash(inside))
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"Line {_openedAt} opens a quote that takes line {number} for a part of its field, which looks like a row. ")
                + "Nothing is applied: mend the quote, or write that field in one line.");
        }
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_text.Length - _length < bytes.Length)
        {
            Array.Resize(ref _text, Math.Max(_length + bytes.Length, _text.Length * 2));
        }

        // What is no UTF-8 is of a code page; as Latin-1 at least different texts stay different.
        var encoding = Utf8.IsValid(bytes) ? Encoding.UTF8 : Encoding.Latin1;
        _length += encoding.GetChars(bytes, _text.AsSpan(_length));
    }

    private static bool HoldsHash(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(HashLetters) is >= 0 and var first)
        {
            text = text[first..];
            var run = text.IndexOfAnyExcept(HashLetters);
            run = run < 0 ? text.Length : run;
            if (run >= HashRunMin)
            {
                return true;
            }

            text = text[run..];
        }

        return false;
    }
}
