using System.Diagnostics;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Feedback;

namespace ScanWorker.Adapters.CloudEvents;

/// <summary>Reads feedback events in whichever mode they come.</summary>
/// <param name="clock">Tells what lies in the future.</param>
internal sealed class CloudEventFeedbackReader(TimeProvider clock)
{
    private const int BytesMax = 65_536;

    private static readonly TimeSpan ClocksDiffer = TimeSpan.FromDays(1);

    private readonly CloudEventEnvelope _envelope = new(EventTypes.Feedback, BytesMax);

    public FeedbackReading Read(InboundRecord inbound) => _envelope.Read(inbound) switch
    {
        CloudEventReading.Opened opened => FeedbackReading.Of(
            opened.Json, clock.GetUtcNow() + ClocksDiffer),
        CloudEventReading.Malformed malformed => new FeedbackReading.Malformed(malformed.Code, malformed.Message),
        _ => throw new UnreachableException(),
    };
}
