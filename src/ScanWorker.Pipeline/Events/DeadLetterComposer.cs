using System.Globalization;

namespace ScanWorker.Pipeline.Events;

/// <summary>Composes dead letters: key, value and headers as they came, and headers that say why. Pure.</summary>
internal static class DeadLetterComposer
{
    /// <summary>On a dead letter that stands for a verdict: the action that it could not say.</summary>
    internal const string ActionHeader = "scanworker-error-action";

    /// <summary>The headers that say why, each of bounded size.</summary>
    internal static readonly IReadOnlyList<string> HeaderNames =
    [
        "scanworker-error-code", "scanworker-error-reason", "scanworker-error-stage", "scanworker-error-attempts",
        "scanworker-error-topic", "scanworker-error-partition", "scanworker-error-offset", "scanworker-error-at",
    ];

    /// <param name="inbound">The record, byte for byte.</param>
    /// <param name="malformed">What is wrong with it.</param>
    /// <param name="at">When that was found.</param>
    public static OutboundEvent Compose(InboundRecord inbound, UploadReading.Malformed malformed, DateTimeOffset at)
    {
        var position = inbound.Position;
        return new OutboundEvent(OutboundTopic.DeadLetters, inbound.Key, inbound.Value,
        [
            .. inbound.Headers,
            RecordHeader.Of("scanworker-error-code", KebabCase.Of(malformed.Code)),
            RecordHeader.Of("scanworker-error-reason", malformed.Message),
            RecordHeader.Of("scanworker-error-stage", "read"),
            RecordHeader.Of("scanworker-error-attempts", "1"),
            RecordHeader.Of("scanworker-error-topic", position.TopicPartition.Topic),
            RecordHeader.Of(
                "scanworker-error-partition", position.TopicPartition.Partition.ToString(CultureInfo.InvariantCulture)),
            RecordHeader.Of("scanworker-error-offset", position.Offset.ToString(CultureInfo.InvariantCulture)),
            RecordHeader.Of("scanworker-error-at", at.ToString("O", CultureInfo.InvariantCulture)),
        ]);
    }
}
