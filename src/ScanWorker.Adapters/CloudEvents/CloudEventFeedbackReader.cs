using System.Diagnostics;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Feedback;

namespace ScanWorker.Adapters.CloudEvents;

/// <summary>Reads feedback events in whichever mode they come.</summary>
internal sealed class CloudEventFeedbackReader
{
    private const int BytesMax = 65_536;

    private readonly CloudEventEnvelope _envelope = new(EventTypes.Feedback, BytesMax);

    public FeedbackReading Read(InboundRecord inbound) => _envelope.Read(inbound) switch
    {
        CloudEventReading.Opened opened => FeedbackReading.Of(opened.Json),
        CloudEventReading.Malformed malformed => new FeedbackReading.Malformed(malformed.Code, malformed.Message),
        _ => throw new UnreachableException(),
    };
}
