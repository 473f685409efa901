using System.Text;
using System.Text.Json;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.CloudEvents;

/// <summary>
/// Reads upload events by the CloudEvents binding for Kafka: binary mode, structured mode, or the bare JSON of the
/// data.
/// </summary>
/// <remarks>
/// Envelopes are read here and not by the SDK, which refuses an event for an optional attribute: an unknown charset, a
/// time with <c>+0000</c>, half an emoji in an extension.
/// </remarks>
/// <param name="bytesMax">A larger value is malformed.</param>
internal sealed class CloudEventUploadReader(int bytesMax) : IUploadEventReader
{
    private const string HeaderPrefix = "ce_";
    private const string StructuredMediaType = "application/cloudevents";
    private const string Version = "1.0";

    private static readonly string[] Required = ["id", "source", "type"];

    private static readonly string[] Attributes =
        ["specversion", "id", "source", "type", "data", "data_base64", "traceparent", "tracestate"];

    public UploadReading Read(InboundRecord inbound)
    {
        if (inbound.Value is not { Length: > 0 } value)
        {
            return Malformed(MalformedCode.NoValue, "The record has no value.");
        }

        if (value.Length > bytesMax)
        {
            return Malformed(MalformedCode.TooLarge, $"The record's value is longer than {bytesMax} bytes.");
        }

        // The binding tells the mode by the content type; without one, a specversion header means binary mode.
        return inbound.Header("content-type") is { } type
            && type.StartsWith(StructuredMediaType, StringComparison.OrdinalIgnoreCase)
            ? ReadStructured(inbound, Text(value, type))
            : inbound.Header($"{HeaderPrefix}specversion") is { } version ? ReadBinary(inbound, value, version)
            : UploadDataReader.Read(value, Context(inbound, id: null));
    }

    private static UploadReading ReadBinary(InboundRecord inbound, byte[] value, string version)
    {
        if (version != Version)
        {
            return WrongVersion();
        }

        foreach (var required in Required)
        {
            if (string.IsNullOrEmpty(inbound.Header(HeaderPrefix + required)))
            {
                return Missing(required);
            }
        }

        return inbound.Header($"{HeaderPrefix}type") == EventTypes.Upload
            ? UploadDataReader.Read(value, Context(inbound, inbound.Header($"{HeaderPrefix}id")))
            : WrongType();
    }

    private static UploadReading ReadStructured(InboundRecord inbound, ReadOnlyMemory<byte> json)
    {
        try
        {
            var text = JsonText.Of(json);
            return JsonSlices.Of(text.Bytes, Attributes) is { } envelope
                ? ReadStructured(inbound, envelope, text)
                : NoEnvelope();
        }
        catch (JsonException)
        {
            return NoEnvelope();
        }
    }

    private static UploadReading ReadStructured(InboundRecord inbound, JsonSlices envelope, JsonText text)
    {
        if (JsonSlices.TextOf(envelope["specversion"]) != Version)
        {
            return WrongVersion();
        }

        foreach (var required in Required)
        {
            if (string.IsNullOrEmpty(JsonSlices.TextOf(envelope[required])))
            {
                return Missing(required);
            }
        }

        if (JsonSlices.TextOf(envelope["type"]) != EventTypes.Upload)
        {
            return WrongType();
        }

        var context = Context(inbound, JsonSlices.TextOf(envelope["id"]), envelope);
        return envelope["data"] is { } data ? UploadDataReader.Read(data, text, context)
            : JsonSlices.BytesOf(envelope["data_base64"]) is { } bytes ? UploadDataReader.Read(bytes, context)
            : Malformed(MalformedCode.InvalidCloudEvent, "The envelope has no JSON data.");
    }

    private static UploadReading.Malformed Malformed(MalformedCode code, string message) => new(code, message);

    private static UploadReading.Malformed WrongType() =>
        Malformed(MalformedCode.WrongEventType, $"The event's type is not {EventTypes.Upload}.");

    private static UploadReading.Malformed WrongVersion() =>
        Malformed(MalformedCode.InvalidCloudEvent, $"Attribute specversion is not {Version}.");

    private static UploadReading.Malformed Missing(string attribute) =>
        Malformed(MalformedCode.InvalidCloudEvent, $"Attribute {attribute} is missing.");

    private static UploadReading.Malformed NoEnvelope() => Malformed(
        MalformedCode.InvalidCloudEvent, "The structured-mode envelope is not a CloudEvents 1.0 JSON event.");

    private static EventContext Context(InboundRecord inbound, string? id, JsonSlices? envelope = null) =>
        EventContext.Of(
            id,
            inbound.Header("traceparent") ?? inbound.Header($"{HeaderPrefix}traceparent")
                ?? JsonSlices.TextOf(envelope?["traceparent"]),
            inbound.Header("tracestate") ?? inbound.Header($"{HeaderPrefix}tracestate")
                ?? JsonSlices.TextOf(envelope?["tracestate"]));

    // JSON is UTF-8; what another charset says is believed where it is known, and else the bytes are.
    private static ReadOnlyMemory<byte> Text(byte[] value, string contentType)
    {
        const string Parameter = "charset=";
        var start = contentType.IndexOf(Parameter, StringComparison.OrdinalIgnoreCase);
        if (start < 0)
        {
            return value;
        }

        var charset = contentType[(start + Parameter.Length)..].Split(';')[0].Trim(' ', '"');
        try
        {
            var encoding = Encoding.GetEncoding(charset);
            return encoding.CodePage == Encoding.UTF8.CodePage
                ? value
                : Encoding.UTF8.GetBytes(encoding.GetString(value));
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return value;
        }
    }
}
