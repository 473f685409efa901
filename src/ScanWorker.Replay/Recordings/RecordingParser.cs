using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Replay.Recordings;

/// <summary>
/// Reads one line of a recording, byte-exact. Made by kcat, by us, or by a tool that went over either.
/// </summary>
internal ref struct RecordingParser
{
    private Utf8JsonReader _json;
    private string? _topic;
    private int? _partition;
    private long? _offset;
    private long _milliseconds = -1;
    private TimestampKind _kind;
    private List<RecordHeader>? _headers;
    private List<RecordHeader>? _exactHeaders;
    private Field _key;
    private Field _payload;

    private RecordingParser(ReadOnlySpan<byte> line) => _json = new Utf8JsonReader(line, isFinalBlock: false, default);

    /// <param name="line">Without its line feed.</param>
    /// <param name="fault">Why there is no record.</param>
    /// <returns>Null when the line is none.</returns>
    public static RecordedRecord? Parse(ReadOnlySpan<byte> line, out RecordingFault fault)
    {
        try
        {
            return new RecordingParser(line.TrimEnd("\r "u8)).Run(out fault);
        }
        catch (JsonException)
        {
            fault = RecordingFault.InvalidJson;
            return null;
        }
    }

    private RecordedRecord? Run(out RecordingFault fault)
    {
        fault = RecordingFault.ForeignJson;
        if (!_json.Read())
        {
            fault = RecordingFault.CutLine;
            return null;
        }

        if (_json.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        while (true)
        {
            if (!_json.Read())
            {
                fault = RecordingFault.CutLine;
                return null;
            }

            if (_json.TokenType == JsonTokenType.EndObject)
            {
                return Compose(ref fault);
            }

            var member = MemberOf(ref _json);
            if (!_json.Read() || (_json.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray && IsCut()))
            {
                fault = RecordingFault.CutLine;
                return null;
            }

            if (!TryRead(member))
            {
                return null;
            }
        }
    }

    private readonly bool IsCut()
    {
        var ahead = _json;
        return !ahead.TrySkip();
    }

    private bool TryRead(Member member)
    {
        switch (member)
        {
            case Member.Topic:
                return _json.TokenType == JsonTokenType.String && (_topic = TextOf(_json.ValueSpan)) is { Length: > 0 };
            case Member.Partition:
                return TryReadNumber(out var partition) && (_partition = (int)partition) >= 0
                    && partition <= int.MaxValue;
            case Member.Offset:
                return TryReadNumber(out var offset) && (_offset = offset) >= 0;
            case Member.Timestamp:
                return TryReadNumber(out _milliseconds)
                    && _milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();
            case Member.TimestampKind:
                _kind = _json.ValueSpan.SequenceEqual("create"u8) ? TimestampKind.Create
                    : _json.ValueSpan.SequenceEqual("logappend"u8) ? TimestampKind.LogAppend
                    : TimestampKind.Unknown;
                return _json.TokenType == JsonTokenType.String;
            case Member.Key: return _key.TryReadText(ref _json);
            case Member.KeyBase64: return _key.TryReadBase64(ref _json);
            case Member.Payload: return _payload.TryReadText(ref _json);
            case Member.PayloadBase64: return _payload.TryReadBase64(ref _json);
            case Member.Headers: return TryReadHeaders(isBase64: false, out _headers);
            case Member.HeadersBase64: return TryReadHeaders(isBase64: true, out _exactHeaders);
            default: return _json.TrySkip();
        }
    }

    private readonly bool TryReadNumber(out long number)
    {
        number = 0;
        return _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out number);
    }

    // One flat array of names and values: an object could hold no name twice.
    private bool TryReadHeaders(bool isBase64, out List<RecordHeader> headers)
    {
        headers = [];
        if (_json.TokenType != JsonTokenType.StartArray)
        {
            return _json.TokenType == JsonTokenType.Null;
        }

        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.String || TextOf(_json.ValueSpan) is not { } name || !_json.Read())
            {
                return false;
            }

            var value = default(Field);
            if (!(isBase64 ? value.TryReadBase64(ref _json) : value.TryReadText(ref _json)))
            {
                return false;
            }

            if (value.IsWrong)
            {
                _payload.IsWrong = true;
            }

            headers.Add(new RecordHeader(name, value.Bytes));
        }

        return true;
    }

    private readonly RecordedRecord? Compose(ref RecordingFault fault)
    {
        if (_topic is null || _partition is not { } partition || _offset is not { } offset || !_payload.IsThere)
        {
            return null;
        }

        var agree = _exactHeaders is null || _headers is null || (_headers.Count == _exactHeaders.Count
            && _headers.Zip(_exactHeaders).All(pair =>
                pair.First.Name == pair.Second.Name && Field.Agree(pair.First.Value, pair.Second.Value)));
        if (_payload.IsWrong || _key.IsWrong || !agree)
        {
            fault = RecordingFault.WrongBase64;
            return null;
        }

        var record = new InboundRecord(
            new RecordPosition(new TopicPartition(_topic, partition), offset),
            DateTimeOffset.FromUnixTimeMilliseconds(Math.Max(_milliseconds, 0)),
            _key.Bytes, _payload.Bytes, _exactHeaders ?? _headers ?? []);
        return new RecordedRecord(record, _kind);
    }

    private static string? TextOf(ReadOnlySpan<byte> escaped) =>
        KcatText.Read(escaped) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    private static Member MemberOf(ref Utf8JsonReader json) =>
        json.ValueTextEquals("topic"u8) ? Member.Topic
        : json.ValueTextEquals("partition"u8) ? Member.Partition
        : json.ValueTextEquals("offset"u8) ? Member.Offset
        : json.ValueTextEquals("ts"u8) ? Member.Timestamp
        : json.ValueTextEquals("tstype"u8) ? Member.TimestampKind
        : json.ValueTextEquals("headers"u8) ? Member.Headers
        : json.ValueTextEquals("headersBase64"u8) ? Member.HeadersBase64
        : json.ValueTextEquals("key"u8) ? Member.Key
        : json.ValueTextEquals("keyBase64"u8) ? Member.KeyBase64
        : json.ValueTextEquals("payload"u8) ? Member.Payload
        : json.ValueTextEquals("payloadBase64"u8) ? Member.PayloadBase64
        : Member.Other;

    private enum Member
    {
        Other,
        Topic,
        Partition,
        Offset,
        Timestamp,
        TimestampKind,
        Headers,
        HeadersBase64,
        Key,
        KeyBase64,
        Payload,
        PayloadBase64,
    }

    /// <summary>A byte string that a line holds as text, in base64, or both.</summary>
    private struct Field
    {
        private byte[]? _text;
        private byte[]? _exact;
        private bool _isExactThere;

        public bool IsThere { get; private set; }

        /// <summary>The base64 is none, or contradicts the text.</summary>
        public bool IsWrong { get; set; }

        public readonly byte[]? Bytes => _isExactThere ? _exact : _text;

        // A tool that cannot read a byte writes U+FFFD in its place, some one for each byte, some one for several.
        public static bool Agree(byte[]? text, byte[]? exact) =>
            text is null
                ? exact is null
                : exact is not null && (text.AsSpan().SequenceEqual(exact) || Readable(text) == Readable(exact));

        public bool TryReadText(ref Utf8JsonReader json)
        {
            _text = json.TokenType == JsonTokenType.String ? KcatText.Read(json.ValueSpan) : null;
            return Take(json.TokenType == JsonTokenType.Null || _text is not null);
        }

        public bool TryReadBase64(ref Utf8JsonReader json)
        {
            _isExactThere = true;
            if (json.TokenType == JsonTokenType.String && KcatText.Read(json.ValueSpan) is { } digits)
            {
                _exact = new byte[Base64.GetMaxDecodedFromUtf8Length(digits.Length)];
                IsWrong = Base64.DecodeFromUtf8(
                    digits, _exact, out var read, out var written) != System.Buffers.OperationStatus.Done
                    || read != digits.Length;
                _exact = _exact[..written];
            }

            return Take(json.TokenType is JsonTokenType.String or JsonTokenType.Null);
        }

        private static string Readable(byte[] bytes) =>
            Encoding.UTF8.GetString(bytes).Replace("\uFFFD", "", StringComparison.Ordinal);

        private bool Take(bool isReadable)
        {
            IsWrong |= IsThere && _isExactThere && !Agree(_text, _exact);
            IsThere = true;
            return isReadable;
        }
    }
}
