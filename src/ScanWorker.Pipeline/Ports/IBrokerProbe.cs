using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Ports;

/// <summary>
/// Asks the broker, on a connection of its own, how far the group is behind: so it is known while nothing is consumed,
/// too.
/// </summary>
public interface IBrokerProbe : IDisposable
{
    /// <returns>By partition of the upload topic, how many records wait to be committed by the group.</returns>
    /// <exception cref="SourceUnavailableException">The broker does not answer, or refuses.</exception>
    Task<ImmutableArray<(TopicPartition Partition, long Records)>> ReadLagAsync(CancellationToken cancellation);
}
