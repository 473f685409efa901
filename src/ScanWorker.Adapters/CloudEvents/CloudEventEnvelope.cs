using System.Text;
using System.Text.Json;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.CloudEvents;

/// <summary>
/// Opens events of one type by the CloudEvents binding for Kafka: binary mode, structured mode, or the bare JSON of the
/// data.
/// </summary>
/// <remarks>
/// Envelopes are read here and not by the SDK, which refuses an event for an optional attribute: an unknown charset, a
/// time with <c>+0000</c>, half an emoji in an extension.
/// </remarks>
/// <param name="type">Events of another type are malformed.</param>
/// <param name="bytesMax">A larger value is malformed.</param>
internal sealed class CloudEventEnvelope(string type, int bytesMax)
{
    private const string HeaderPrefix = "ce_";
    private const string StructuredMediaType = "application/cloudevents";
    private const string Version = "1.0";

    private static readonly string[] Required = ["id", "source", "type"];

    private static readonly string[] Attributes =
        ["specversion", "id", "source", "type", "data", "data_base64", "traceparent", "tracestate"];

    public CloudEventReading Read(InboundRecord inbound)
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
        return inbound.Header("content-type") is { } mediaType
            && mediaType.StartsWith(StructuredMediaType, StringComparison.OrdinalIgnoreCase)
            ? ReadStructured(inbound, Text(value, mediaType))
            : inbound.Header($"{HeaderPrefix}specversion") is { } version ? ReadBinary(inbound, value, version)
            : new CloudEventReading.Opened(value, null, Context(inbound, id: null));
    }

    private CloudEventReading ReadBinary(InboundRecord inbound, byte[] value, string version)
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

        return inbound.Header($"{HeaderPrefix}type") == type
            ? new CloudEventReading.Opened(value, null, Context(inbound, inbound.Header($"{HeaderPrefix}id")))
            : WrongType();
    }

    private CloudEventReading ReadStructured(InboundRecord inbound, ReadOnlyMemory<byte> json)
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

    private CloudEventReading ReadStructured(InboundRecord inbound, JsonSlices envelope, JsonText text)
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

        if (JsonSlices.TextOf(envelope["type"]) != type)
        {
            return WrongType();
        }

        var context = Context(inbound, JsonSlices.TextOf(envelope["id"]), envelope);
        return envelope["data"] is { } data ? new CloudEventReading.Opened(data, text, context)
            : JsonSlices.BytesOf(envelope["data_base64"]) is { } bytes
                ? new CloudEventReading.Opened(bytes, null, context)
            : Malformed(MalformedCode.InvalidCloudEvent, "The envelope has no JSON data.");
    }

    private static CloudEventReading.Malformed Malformed(MalformedCode code, string message) => new(code, message);

    private CloudEventReading.Malformed WrongType() =>
        Malformed(MalformedCode.WrongEventType, $"The event's type is not {type}.");

    private static CloudEventReading.Malformed WrongVersion() =>
        Malformed(MalformedCode.InvalidCloudEvent, $"Attribute specversion is not {Version}.");

    private static CloudEventReading.Malformed Missing(string attribute) =>
        Malformed(MalformedCode.InvalidCloudEvent, $"Attribute {attribute} is missing.");

    private static CloudEventReading.Malformed NoEnvelope() => Malformed(
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

/// <summary>What an envelope holds, or why it is none. Closed.</summary>
internal abstract record CloudEventReading
{
    private CloudEventReading()
    {
    }

    /// <param name="Json">The event's data.</param>
    /// <param name="Text">The text that the data is a part of; null: it is all.</param>
    /// <param name="Context">What travels beside it.</param>
    public sealed record Opened(ReadOnlyMemory<byte> Json, JsonText? Text, EventContext Context) : CloudEventReading;

    /// <param name="Code">What is wrong.</param>
    /// <param name="Message">A sentence that names the attribute and never quotes its value.</param>
    public sealed record Malformed(MalformedCode Code, string Message) : CloudEventReading;
}
