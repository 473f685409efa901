using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Ports;

/// <summary>Events and the offsets that they settle: one transaction.</summary>
/// <param name="Events">In the order to be written.</param>
/// <param name="Next">By partition, the offset of the next record to read.</param>
/// <param name="Group">The group's state, from <see cref="IUploadSource.CurrentGroup"/>, taken when the batch was
/// made.</param>
public sealed record OutboundBatch(
    ImmutableArray<OutboundEvent> Events, ImmutableDictionary<TopicPartition, long> Next, object? Group);
