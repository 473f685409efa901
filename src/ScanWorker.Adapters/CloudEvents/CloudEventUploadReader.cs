using System.Net.Mime;
using System.Text.Json;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Ports;

namespace ScanWorker.Adapters.CloudEvents;

/// <summary>
/// Reads upload events by the CloudEvents binding for Kafka: binary mode, structured mode, or the bare JSON of the
/// data.
/// </summary>
/// <param name="bytesMax">A larger value is malformed.</param>
internal sealed class CloudEventUploadReader(int bytesMax) : IUploadEventReader
{
    private const string HeaderPrefix = "ce_";
    private const string StructuredMediaType = "application/cloudevents";

    private readonly JsonEventFormatter _formatter = new();

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
            ? ReadStructured(inbound, value, type)
            : inbound.Header($"{HeaderPrefix}specversion") is { } version ? ReadBinary(inbound, value, version)
            : UploadEventReader.Read(value, Context(inbound, id: null));
    }

    private static UploadReading ReadBinary(InboundRecord inbound, byte[] value, string version)
    {
        if (version != CloudEventsSpecVersion.V1_0.VersionId)
        {
            return Malformed(MalformedCode.InvalidCloudEvent, "Attribute specversion is not 1.0.");
        }

        foreach (var required in (ReadOnlySpan<string>)["id", "source", "type"])
        {
            if (string.IsNullOrEmpty(inbound.Header(HeaderPrefix + required)))
            {
                return Malformed(MalformedCode.InvalidCloudEvent, $"Attribute {required} is missing.");
            }
        }

        return inbound.Header($"{HeaderPrefix}type") == EventTypes.Upload
            ? UploadEventReader.Read(value, Context(inbound, inbound.Header($"{HeaderPrefix}id")))
            : WrongType();
    }

    private static UploadReading.Malformed Malformed(MalformedCode code, string message) => new(code, message);

    private static UploadReading.Malformed WrongType() =>
        Malformed(MalformedCode.WrongEventType, $"The event's type is not {EventTypes.Upload}.");

    private static EventContext Context(InboundRecord inbound, string? id, CloudEvent? envelope = null) => new(
        id,
        inbound.Header("traceparent") ?? inbound.Header($"{HeaderPrefix}traceparent")
            ?? envelope?["traceparent"] as string,
        inbound.Header("tracestate") ?? inbound.Header($"{HeaderPrefix}tracestate")
            ?? envelope?["tracestate"] as string);

    private UploadReading ReadStructured(InboundRecord inbound, byte[] value, string contentType)
    {
        CloudEvent envelope;
        try
        {
            envelope = _formatter.DecodeStructuredModeMessage(
                value, new ContentType(contentType), extensionAttributes: null);
        }
        catch (Exception e) when (
            e is ArgumentException or JsonException or FormatException or InvalidOperationException)
        {
            return Malformed(
                MalformedCode.InvalidCloudEvent, "The structured-mode envelope is not a CloudEvents 1.0 JSON event.");
        }

        return envelope.Type != EventTypes.Upload ? WrongType() : envelope.Data switch
        {
            JsonElement json => UploadEventReader.Read(
                JsonSerializer.SerializeToUtf8Bytes(json), Context(inbound, envelope.Id, envelope)),
            byte[] bytes => UploadEventReader.Read(bytes, Context(inbound, envelope.Id, envelope)),
            _ => Malformed(MalformedCode.InvalidCloudEvent, "The envelope has no JSON data."),
        };
    }
}
