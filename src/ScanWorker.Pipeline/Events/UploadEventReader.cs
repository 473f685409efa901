using System.Text;
using System.Text.Json;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Events;

/// <summary>Turns the JSON data of an upload event into an <see cref="UploadEvent"/>. Pure.</summary>
public static class UploadEventReader
{
    /// <summary>Bytes of UTF-8 that an upload id may have.</summary>
    public const int UploadIdBytesMax = 200;

    /// <summary>Bytes that the opaque attributes may have: they are echoed in up to three events.</summary>
    public const int AttributesBytesMax = 65_536;

    public static UploadReading Read(ReadOnlySpan<byte> json, EventContext context)
    {
        try
        {
            return JsonSerializer.Deserialize(json, EventJson.Default.UploadData) is { } data
                ? Check(data, context)
                : Field("$", "is null");
        }
        catch (JsonException e)
        {
            // The message may quote the text, so only the path is told.
            return new UploadReading.Malformed(
                MalformedCode.InvalidJson, $"Not the JSON of an upload event, at {e.Path ?? "$"}.");
        }
    }

    private static UploadReading Check(UploadData data, EventContext context)
    {
        var idBytes = Encoding.UTF8.GetByteCount(data.UploadId);
        if (idBytes is 0 or > UploadIdBytesMax)
        {
            return Field("uploadId", $"must have 1 to {UploadIdBytesMax} bytes");
        }

        if ((data.Content.Uri is null) == (data.Content.Data is null))
        {
            return Field("content", "must have exactly one of uri and data");
        }

        Hash256? sha256 = null;
        if (data.Sha256 is { } text)
        {
            if (!Hash256.TryParseHex(text, out var parsed))
            {
                return Field("sha256", "must be 64 hexadecimal digits");
            }

            sha256 = parsed;
        }

        if (data.Length < 0)
        {
            return Field("length", "must not be negative");
        }

        if (data.Attributes is { } attributes
            && Encoding.UTF8.GetByteCount(attributes.GetRawText()) > AttributesBytesMax)
        {
            return Field("attributes", $"must have at most {AttributesBytesMax} bytes");
        }

        ContentLocation content = data.Content.Uri is { } uri
            ? new ContentLocation.Remote(uri)
            : new ContentLocation.Inline(data.Content.Data);
        return new UploadReading.Upload(
            new UploadEvent(data with { Content = new UploadContent() }, content, sha256, context));
    }

    private static UploadReading.Malformed Field(string field, string problem) =>
        new(MalformedCode.InvalidField, $"Field {field} {problem}.");
}
