using System.Text;
using System.Text.Json;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// Finds the records of a JSON document of any size: what stands in the arrays at given paths. Holds one at a time.
/// </summary>
/// <param name="list">UTF-8, one document or several one after the other, without a byte order mark.</param>
/// <param name="paths">Member names from the root joined by <c>/</c>, arrays not counted; empty for an array at the
/// root.</param>
internal sealed class JsonRecords(Stream list, params string[] paths)
{
    private const int RecordBytesMax = 64 << 20;
    private static readonly JsonReaderOptions Options = new()
    {
        AllowMultipleValues = true,
        CommentHandling = JsonCommentHandling.Skip,
    };


    private readonly List<Level> _levels = [];
    private byte[] _buffer = new byte[1 << 17];
    private int _length;
    private int _recordStart = -1;
    private int _recordLevel;
    private readonly byte[] _nameBytes = new byte[64];
    private int _nameLength = -1;
    private JsonPage? _page;

    /// <summary>Reads to the end.</summary>
    /// <param name="take">Receives each record's number, counted from 1, and its bytes, which are only lent.</param>
    /// <param name="end">Receives each document when it has ended.</param>
    /// <exception cref="InvalidDataException">It is not JSON, cut off, or a document of it has no array at any of the
    /// paths.</exception>
    public void ReadAll(Action<long, ReadOnlyMemory<byte>> take, Action<JsonPage>? end = null)
    {
        var state = new JsonReaderState(Options);
        var (consumed, number, isLast) = (0, 0L, false);
        try
        {
            while (!isLast)
            {
                consumed = MakeRoom(consumed);
                var read = list.Read(_buffer, _length, _buffer.Length - _length);
                _length += read;
                isLast = read == 0;
                var reader = new Utf8JsonReader(_buffer.AsSpan(consumed, _length - consumed), isLast, state);
                while (reader.Read())
                {
                    if (Follow(ref reader, consumed) is { } record)
                    {
                        _page?.Add(_levels.Count);
                        take(++number, record);
                    }

                    EndPage(end);
                }

                consumed += (int)reader.BytesConsumed;
                state = reader.CurrentState;
            }
        }
        catch (JsonException problem)
        {
            throw new InvalidDataException($"The JSON is broken or cut off after record {number}.", problem);
        }

        if (_page is null)
        {
            throw NoArray();
        }
    }

    private void EndPage(Action<JsonPage>? end)
    {
        if (_levels.Count == 0)
        {
            _page = _page is { HasRecordArray: true } page ? page : throw NoArray();
            end?.Invoke(_page);
        }
    }

    private InvalidDataException NoArray() =>
        new($"There is no array '{string.Join("' or '", paths)}' in the JSON.");

    // What is still needed moves to the front: the record that has begun, or what the reader has not consumed.
    private int MakeRoom(int consumed)
    {
        var keep = _recordStart >= 0 ? _recordStart : consumed;
        Buffer.BlockCopy(_buffer, keep, _buffer, 0, _length - keep);
        _length -= keep;
        _recordStart = _recordStart >= 0 ? 0 : -1;
        if (_length == _buffer.Length)
        {
            if (_length >= RecordBytesMax)
            {
                throw new InvalidDataException("A record, or the text between two, is longer than 64 MiB.");
            }

            Array.Resize(ref _buffer, _length * 2);
        }

        return consumed - keep;
    }

    private ReadOnlyMemory<byte>? Follow(ref Utf8JsonReader reader, int offset)
    {
        if (_levels.Count == 0)
        {
            _page = new JsonPage();
        }

        switch (reader.TokenType)
        {
            case JsonTokenType.PropertyName:
                RememberName(ref reader);
                break;
            case JsonTokenType.StartArray:
                OpenArray();
                break;
            case JsonTokenType.StartObject:
                if (_levels.Count > 0 && _levels[^1].IsRecordArray)
                {
                    (_recordStart, _recordLevel) = (offset + (int)reader.TokenStartIndex, _levels.Count);
                }

                _levels.Add(new Level(TakeName(), false));
                break;
            case JsonTokenType.EndArray:
                _levels.RemoveAt(_levels.Count - 1);
                break;
            case JsonTokenType.EndObject:
                _levels.RemoveAt(_levels.Count - 1);
                if (_recordStart >= 0 && _levels.Count == _recordLevel)
                {
                    var record = _buffer.AsMemory(_recordStart..(offset + (int)reader.BytesConsumed));
                    _recordStart = -1;
                    return record;
                }

                break;
            default:
                if (_levels.Count == 1 && TakeName() is { } name)
                {
                    _page?.Remember(name, ref reader);
                }

                _nameLength = -1;
                if (_levels is [.., { IsRecordArray: true }] && _recordStart < 0)
                {
                    return _buffer.AsMemory(
                        (offset + (int)reader.TokenStartIndex)..(offset + (int)reader.BytesConsumed));
                }

                break;
        }

        return null;
    }

    private void OpenArray()
    {
        var name = TakeName();
        var path = string.Join('/', _levels.Select(level => level.Name).Append(name).OfType<string>());
        var isRecordArray = paths.Contains(path, StringComparer.Ordinal);
        _levels.Add(new Level(name, isRecordArray));
        if (isRecordArray)
        {
            if (_page is { } page)
            {
                page.HasRecordArray = true;
            }

            _recordStart = -1; // The object around it holds records; it is none itself.
        }
    }

    // Most names are of plain values and are never asked for; a name that is not UTF-8 is none that we look for.
    private void RememberName(ref Utf8JsonReader reader)
    {
        var name = reader.HasValueSequence ? default : reader.ValueSpan;
        _nameLength = Math.Min(name.Length, _nameBytes.Length);
        name[.._nameLength].CopyTo(_nameBytes);
    }

    private string? TakeName()
    {
        var name = _nameLength < 0 ? null : Encoding.UTF8.GetString(_nameBytes, 0, _nameLength);
        _nameLength = -1;
        return name;
    }

    private readonly record struct Level(string? Name, bool IsRecordArray);
}
