using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using ScanWorker.Hashing;

namespace ScanWorker.Pipeline.Events;

/// <summary>
/// Reads fields that an upload can do without: as they are meant, or not at all, and notes which those are.
/// </summary>
internal sealed class OptionalFields(JsonText text)
{
    /// <summary>Bytes of UTF-8 that are kept of a text.</summary>
    public const int TextBytesMax = 2_048;

    private const string Invalid = "invalid";
    private const string NotUnicode = "not-unicode";
    private const string TooDeep = "too-deep";
    private const string TooLong = "too-long";

    private static readonly string[] UploaderNames = ["espIdentifier", "screenName", "ipCapture", "deviceId"];
    private static readonly string[] CaptureNames = ["address", "port", "at"];

    private readonly List<IgnoredField> _ignored = [];

    public IReadOnlyCollection<IgnoredField> Ignored => _ignored;

    /// <summary>A text; a number or truth value counts as the text that was written.</summary>
    public string? Text(string field, ReadOnlyMemory<byte>? json)
    {
        if (json is not { } value)
        {
            return null;
        }

        var read = value.Span[0] is (byte)'{' or (byte)'[' ? null
            : JsonSlices.TextOf(value) ?? Encoding.UTF8.GetString(value.Span);
        if (read is null)
        {
            return Leave<string>(field, Invalid);
        }

        NoteReplaced(field, value);
        if (Encoding.UTF8.GetByteCount(read) <= TextBytesMax)
        {
            return read;
        }

        _ignored.Add(new IgnoredField(field, TooLong));
        return Cut(read);
    }

    public long? Length(string field, ReadOnlyMemory<byte>? json) =>
        Number(json) is { } number && number >= 0 && number <= long.MaxValue && decimal.IsInteger(number)
            ? (long)number
            : LeaveValue<long>(field, json);

    public int? Port(string field, ReadOnlyMemory<byte>? json) =>
        Number(json) is { } number && number >= 0 && number <= IPEndPoint.MaxPort && decimal.IsInteger(number)
            ? (int)number
            : LeaveValue<int>(field, json);

    /// <summary>A time, as <see cref="EventTime"/> understands it.</summary>
    public DateTimeOffset? Time(string field, ReadOnlyMemory<byte>? json) =>
        (Number(json) is { } number ? EventTime.OfEpoch(number)
            : JsonSlices.TextOf(json) is { } written ? EventTime.OfText(written)
            : null) ?? LeaveValue<DateTimeOffset>(field, json);

    public bool? Truth(string field, ReadOnlyMemory<byte>? json) =>
        json is { } value && Utf8Word(value) is { } word && bool.TryParse(word, out var truth)
            ? truth
            : LeaveValue<bool>(field, json);

    /// <summary>A SHA-256 in hexadecimal, or in base64 as object stores give it.</summary>
    public Hash256? Digest(string field, ReadOnlyMemory<byte>? json) =>
        Hash256.TryParseHex(JsonSlices.TextOf(json), out var hash) ? hash
        : JsonSlices.BytesOf(json) is { Length: Hash256.SizeBytes } bytes ? new Hash256(bytes)
        : LeaveValue<Hash256>(field, json);

    public Uploader? Uploader(string field, ReadOnlyMemory<byte>? json) =>
        json is not { } value ? null
        : JsonSlices.Of(value, UploaderNames) is not { } parts ? Leave<Uploader>(field, Invalid)
        : new Uploader
        {
            EspIdentifier = Text($"{field}.espIdentifier", parts["espIdentifier"]),
            ScreenName = Text($"{field}.screenName", parts["screenName"]),
            IpCapture = Capture($"{field}.ipCapture", parts["ipCapture"]),
            DeviceId = Text($"{field}.deviceId", parts["deviceId"]),
        };

    /// <summary>Any JSON value that may be echoed.</summary>
    public JsonElement? Opaque(string field, ReadOnlyMemory<byte>? json, int bytesMax, int depthMax)
    {
        if (json is not { } value)
        {
            return null;
        }

        var problem = value.Length > bytesMax ? TooLong : JsonSlices.IsDeeper(value.Span, depthMax) ? TooDeep : null;
        if (problem is not null)
        {
            _ignored.Add(new IgnoredField(field, problem));
            return null;
        }

        NoteReplaced(field, value);
        return JsonElement.Parse(value.Span);
    }

    private IpCapture? Capture(string field, ReadOnlyMemory<byte>? json) =>
        json is not { } value ? null
        : JsonSlices.Of(value, CaptureNames) is not { } parts ? Leave<IpCapture>(field, Invalid)
        : new IpCapture
        {
            Address = Text($"{field}.address", parts["address"]),
            Port = Port($"{field}.port", parts["port"]),
            At = Time($"{field}.at", parts["at"]),
        };

    private static string? Utf8Word(ReadOnlyMemory<byte> json) =>
        JsonSlices.TextOf(json) ?? (json.Length <= 5 ? Encoding.UTF8.GetString(json.Span) : null);

    // Numbers also come as texts, since JavaScript cannot hold large ones.
    private static decimal? Number(ReadOnlyMemory<byte>? json) =>
        json is { } value
        && decimal.TryParse(
            JsonSlices.TextOf(value) ?? Encoding.UTF8.GetString(value.Span), NumberStyles.Float,
            CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    private static string Cut(string text)
    {
        var (bytes, length) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > TextBytesMax)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return text[..length];
    }

    private void NoteReplaced(string field, ReadOnlyMemory<byte> value)
    {
        if (text.WasReplacedIn(value))
        {
            _ignored.Add(new IgnoredField(field, NotUnicode));
        }
    }

    private T? Leave<T>(string field, string problem) where T : class
    {
        _ignored.Add(new IgnoredField(field, problem));
        return null;
    }

    private T? LeaveValue<T>(string field, ReadOnlyMemory<byte>? json) where T : struct
    {
        if (json is not null)
        {
            _ignored.Add(new IgnoredField(field, Invalid));
        }

        return null;
    }
}
