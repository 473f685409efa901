using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ScanWorker.Replay.Recordings;

/// <summary>
/// Replaces what names an uploader in the JSON of events by keyed short ids (HMAC-SHA-256, 12 hexadecimal digits):
/// equal names stay equal, and nobody without the key can try names out. Thread-safe.
/// </summary>
/// <param name="key">Secret; the same key gives the same ids.</param>
/// <remarks>
/// Fields of <c>uploader</c> (upload and verdict events) and <c>personOrUserReported</c> (report events). A value that
/// is no JSON may hold anything, so none of it is kept.
/// </remarks>
public sealed class UploaderRedaction(byte[] key)
{
    /// <summary>Stands for a value that was no JSON; it stays as malformed as it was.</summary>
    private static readonly byte[] Withheld = "redacted"u8.ToArray();

    private static readonly HashSet<string> Persons =
        new(StringComparer.Ordinal) { "uploader", "personOrUserReported" };

    private static readonly HashSet<string> Names =
        new(StringComparer.Ordinal) { "espIdentifier", "screenName", "deviceId", "idValue", "address", "ipAddress" };

    /// <returns>The record without what names its uploader.</returns>
    public RecordedRecord Redact(RecordedRecord record) => record.Record.Value is not { Length: > 0 } value
        ? record
        : record with { Record = record.Record with { Value = Redact(value) } };

    /// <summary>The short id of a name.</summary>
    public string ShortIdOf(string name) =>
        Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(name)).AsSpan(0, 6));

    private byte[] Redact(byte[] json)
    {
        var redacted = new ArrayBufferWriter<byte>(json.Length);
        try
        {
            var reader = new Utf8JsonReader(json);
            using (var writer = new Utf8JsonWriter(redacted, new JsonWriterOptions { SkipValidation = true }))
            {
                Copy(ref reader, writer);
            }

            return redacted.WrittenSpan.ToArray();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return Withheld; // Not JSON, or text in it that is no UTF-8.
        }
    }

    private void Copy(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        var (property, personDepth) = ("", int.MaxValue);
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    property = reader.GetString() ?? "";
                    writer.WritePropertyName(property);
                    break;
                case JsonTokenType.StartObject:
                    personDepth = Persons.Contains(property) ? Math.Min(personDepth, reader.CurrentDepth) : personDepth;
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    personDepth = reader.CurrentDepth <= personDepth ? int.MaxValue : personDepth;
                    property = "";
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray: writer.WriteStartArray(); break;
                case JsonTokenType.EndArray:
                    property = "";
                    writer.WriteEndArray();
                    break;
                case JsonTokenType.String when reader.CurrentDepth > personDepth && Names.Contains(property):
                    writer.WriteStringValue(ShortIdOf(reader.GetString() ?? ""));
                    break;
                case JsonTokenType.String: writer.WriteStringValue(reader.GetString()); break;
                default: writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true); break;
            }
        }
    }
}
