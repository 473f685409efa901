using System.Diagnostics;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.CloudEvents;

/// <summary>Reads upload events in whichever mode they come.</summary>
/// <param name="bytesMax">A larger value is malformed.</param>
internal sealed class CloudEventUploadReader(int bytesMax) : IUploadEventReader
{
    private readonly CloudEventEnvelope _envelope = new(EventTypes.Upload, bytesMax);

    public UploadReading Read(InboundRecord inbound) => _envelope.Read(inbound) switch
    {
        CloudEventReading.Opened { Text: { } text } part => UploadDataReader.Read(part.Json, text, part.Context),
        CloudEventReading.Opened whole => UploadDataReader.Read(whole.Json, whole.Context),
        CloudEventReading.Malformed malformed => new UploadReading.Malformed(malformed.Code, malformed.Message),
        _ => throw new UnreachableException(),
    };
}
