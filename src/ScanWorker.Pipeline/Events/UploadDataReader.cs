using System.Text;
using System.Text.Json;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Events;

/// <summary>Turns the JSON data of an upload event into an <see cref="UploadEvent"/>. Pure.</summary>
/// <remarks>
/// What names the upload and its content must be right, or the record is a dead letter. Every other field is taken as
/// it is meant or left out, and told; and what is echoed can be written: valid Unicode, of bounded size and depth.
/// </remarks>
public static class UploadDataReader
{
    /// <summary>Bytes of UTF-8 that an upload id may have.</summary>
    public const int UploadIdBytesMax = 200;

    /// <summary>Bytes that the opaque attributes may have to be echoed, in up to three events.</summary>
    public const int AttributesBytesMax = 65_536;

    /// <summary>Levels of arrays and objects that the attributes may have to be echoed.</summary>
    public const int AttributesDepthMax = 32;

    private static readonly string[] Names =
    [
        "uploadId", "content", "mediaType", "length", "sha256", "tenant", "surface", "jurisdiction", "fileName",
        "uploadedAt", "uploader", "publiclyAvailable", "attributes",
    ];

    private static readonly string[] ContentNames = ["uri", "data"];

    public static UploadReading Read(ReadOnlyMemory<byte> json, EventContext context)
    {
        var text = JsonText.Of(json);
        return Read(text.Bytes, text, context);
    }

    /// <param name="json">The event's data.</param>
    /// <param name="text">The text that <paramref name="json"/> is a part of.</param>
    /// <param name="context">Of the envelope.</param>
    internal static UploadReading Read(ReadOnlyMemory<byte> json, JsonText text, EventContext context)
    {
        try
        {
            return JsonSlices.Of(json, Names) is { } fields ? Read(fields, text, context)
                : json.Span.TrimStart(" \t\r\n"u8).StartsWith("null"u8) ? Field("$", "is null")
                : NotJson("$");
        }
        catch (JsonException)
        {
            return NotJson("$"); // The message may quote the text.
        }
    }

    private static UploadReading Read(JsonSlices fields, JsonText text, EventContext context)
    {
        if (JsonSlices.TextOf(fields["uploadId"]) is not { } id)
        {
            return NotJson("$.uploadId");
        }

        if (fields["uploadId"] is { } written && text.WasReplacedIn(written))
        {
            return Field("uploadId", "must be valid Unicode");
        }

        if (Encoding.UTF8.GetByteCount(id) is 0 or > UploadIdBytesMax)
        {
            return Field("uploadId", $"must have 1 to {UploadIdBytesMax} bytes");
        }

        if (ReadContent(fields, out var malformed) is not { } content)
        {
            return malformed ?? NotJson("$.content");
        }

        var optional = new OptionalFields(text);
        var data = new UploadData
        {
            UploadId = id,
            Content = new UploadContent(),
            MediaType = optional.Text("mediaType", fields["mediaType"]),
            Length = optional.Length("length", fields["length"]),
            Tenant = optional.Text("tenant", fields["tenant"]),
            Surface = optional.Text("surface", fields["surface"]),
            Jurisdiction = optional.Text("jurisdiction", fields["jurisdiction"]),
            FileName = optional.Text("fileName", fields["fileName"]),
            UploadedAt = optional.Time("uploadedAt", fields["uploadedAt"]),
            Uploader = optional.Uploader("uploader", fields["uploader"]),
            PubliclyAvailable = optional.Truth("publiclyAvailable", fields["publiclyAvailable"]),
            Attributes = optional.Opaque("attributes", fields["attributes"], AttributesBytesMax, AttributesDepthMax),
        };
        var sha256 = optional.Digest("sha256", fields["sha256"]);
        data = data with { Sha256 = sha256?.ToString() };
        return new UploadReading.Upload(
            new UploadEvent(data, content, sha256, context) { Ignored = [.. optional.Ignored] });
    }

    private static ContentLocation? ReadContent(JsonSlices fields, out UploadReading.Malformed? malformed)
    {
        malformed = null;
        if (fields["content"] is not { } written || JsonSlices.Of(written, ContentNames) is not { } content)
        {
            return null;
        }

        if ((content["uri"] is null) == (content["data"] is null))
        {
            malformed = Field("content", "must have exactly one of uri and data");
            return null;
        }

        if (content["uri"] is { } uri)
        {
            malformed = NotJson("$.content.uri");
            return JsonSlices.TextOf(uri) is { } location ? new ContentLocation.Remote(location) : null;
        }

        malformed = NotJson("$.content.data");
        return JsonSlices.BytesOf(content["data"]) is { } bytes ? new ContentLocation.Inline(bytes) : null;
    }

    private static UploadReading.Malformed NotJson(string path) =>
        new(MalformedCode.InvalidJson, $"Not the JSON of an upload event, at {path}.");

    private static UploadReading.Malformed Field(string field, string problem) =>
        new(MalformedCode.InvalidField, $"Field {field} {problem}.");
}
