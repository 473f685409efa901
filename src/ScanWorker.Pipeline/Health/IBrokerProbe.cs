using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Health;

/// <summary>
/// Asks the broker, on a connection of its own, how far the group is behind, and whether the topics are there: so it is
/// known while nothing is consumed, too.
/// </summary>
public interface IBrokerProbe : IDisposable
{
    /// <exception cref="SourceUnavailableException">The broker does not answer, or refuses.</exception>
    Task<BrokerReport> LookAsync(CancellationToken cancellation);
}

/// <summary>What a broker says.</summary>
/// <param name="Lags">By partition of the upload topic, how many records wait to be committed by the group.</param>
/// <param name="Missing">Topics that the worker reads or writes and that do not exist, or may not be seen.</param>
public sealed record BrokerReport(
    ImmutableArray<(TopicPartition Partition, long Records)> Lags, ImmutableArray<string> Missing);
