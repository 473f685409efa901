namespace ScanWorker.Adapters.ListFormats;

/// <summary>One row of fields, unquoted and without blanks around them. Used again for the next row.</summary>
internal sealed class DelimitedRow
{
    private readonly List<(int Start, int Length)> _fields = [];
    private readonly List<string?> _pool = [];
    private char[] _text = new char[1 << 10];
    private int _length;
    private int _fieldStart;

    /// <summary>The row's first line.</summary>
    public long Line { get; set; }

    public int Count => _fields.Count;

    /// <summary>Something follows a closing quote.</summary>
    public bool IsMalformed { get; private set; }

    public ReadOnlySpan<char> this[int place] => _text.AsSpan(_fields[place].Start, _fields[place].Length);

    /// <summary>A field as text; the same string as in the row before when it says the same.</summary>
    public string Text(int place)
    {
        while (_pool.Count <= place)
        {
            _pool.Add(null);
        }

        var field = this[place];
        return _pool[place] is { } before && field.SequenceEqual(before) ? before : _pool[place] = field.ToString();
    }

    /// <summary>
    /// Drops empty fields at the end beyond a number: spreadsheets write separators for empty columns.
    /// </summary>
    public void TrimEnd(int count)
    {
        while (_fields.Count > count && _fields[^1].Length == 0)
        {
            _fields.RemoveAt(_fields.Count - 1);
        }
    }

    /// <summary>Splits a row into its fields.</summary>
    /// <remarks>
    /// As RFC 4180 says, but for quotes inside of a field that does not begin with one: those are ordinary characters.
    /// </remarks>
    /// <returns>False when the row ends inside of quotes.</returns>
    public bool TryParse(ReadOnlySpan<char> raw, char separator)
    {
        _fields.Clear();
        (_length, IsMalformed) = (0, false);
        if (_text.Length < raw.Length)
        {
            _text = new char[Math.Max(raw.Length, _text.Length * 2)];
        }

        var at = 0;
        while (true)
        {
            _fieldStart = _length;
            var first = at;
            while (first < raw.Length && raw[first] == ' ')
            {
                first++;
            }

            if (first < raw.Length && raw[first] == '"')
            {
                at = TakeQuoted(raw, first + 1, separator);
                if (at < 0)
                {
                    return false;
                }
            }

            var rest = raw[at..];
            var end = rest.IndexOf(separator);
            Append(end < 0 ? rest : rest[..end]);
            AddField();
            if (end < 0)
            {
                return true;
            }

            at += end + 1;
        }
    }

    /// <summary>Whether a quoted field ends in a line, and what of the line is inside of it.</summary>
    public static bool EndsIn(ReadOnlySpan<char> line, out ReadOnlySpan<char> inside)
    {
        var at = 0;
        while (at < line.Length)
        {
            var quote = line[at..].IndexOf('"');
            if (quote < 0)
            {
                break;
            }

            at += quote + 1;
            if (at == line.Length || line[at] != '"')
            {
                inside = line[..(at - 1)];
                return true;
            }

            at++;
        }

        inside = line;
        return false;
    }

    // Returns where the quoted part ends, or -1.
    private int TakeQuoted(ReadOnlySpan<char> raw, int at, char separator)
    {
        while (true)
        {
            var quote = raw[at..].IndexOf('"');
            if (quote < 0)
            {
                return -1;
            }

            Append(raw.Slice(at, quote));
            at += quote + 1;
            if (at == raw.Length || raw[at] != '"')
            {
                IsMalformed |= raw[at..].TrimStart(' ') is [var next, ..] && next != separator;
                return at;
            }

            Append("\"");
            at++;
        }
    }

    private void Append(ReadOnlySpan<char> part)
    {
        part.CopyTo(_text.AsSpan(_length));
        _length += part.Length;
    }

    private void AddField()
    {
        var field = _text.AsSpan(_fieldStart.._length);
        var start = field.Length - field.TrimStart().Length;
        _fields.Add((_fieldStart + start, field.Trim().Length));
    }
}
