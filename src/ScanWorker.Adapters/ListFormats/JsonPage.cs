using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>What one JSON document says of itself, beside its records.</summary>
internal sealed class JsonPage
{
    private const int MembersMax = 64;
    private const int TextBytesMax = 1 << 14;
    private readonly Dictionary<string, string> _members = new(StringComparer.Ordinal);
    private int? _level;

    /// <summary>How many records it holds.</summary>
    public long Records { get; private set; }

    /// <summary>It has an array of records, be it empty.</summary>
    public bool HasRecordArray { get; set; }

    /// <summary>Records lie at different depths: of a count it cannot be told which it means.</summary>
    public bool IsMixed { get; private set; }

    /// <summary>The depth at which the records lie.</summary>
    public int Level => _level ?? 0;

    /// <summary>
    /// A text, number or flag beside the array of records; null when it is missing, null, or something else.
    /// </summary>
    public string? Text(string name) => _members.GetValueOrDefault(name);

    /// <summary>Holds the document to the count that it announces.</summary>
    /// <exception cref="InvalidDataException">It holds another number of records.</exception>
    public void Check(string countName)
    {
        if (Text(countName) is { } text && !IsMixed
            && (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || count != Records))
        {
            throw Wrong(text);
        }
    }

    public InvalidDataException Wrong(string count) =>
        new($"The document announces {count} records and holds {Records}: it is not whole. Nothing is applied.");

    internal void Add(int level)
    {
        Records++;
        IsMixed |= _level is { } before && before != level;
        _level = level;
    }

    internal void Remember(string name, ref Utf8JsonReader reader)
    {
        if (_members.Count < MembersMax && reader.ValueSpan.Length <= TextBytesMax && TextOf(ref reader) is { } text)
        {
            _members[name] = text;
        }
    }

    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.TokenType switch
            {
                JsonTokenType.String => reader.GetString(),
                JsonTokenType.Null => null,
                _ => Encoding.UTF8.GetString(reader.ValueSpan),
            };
        }
        catch (InvalidOperationException)
        {
            return null; // Not UTF-8: the reader checks it only when it is asked for.
        }
    }
}
