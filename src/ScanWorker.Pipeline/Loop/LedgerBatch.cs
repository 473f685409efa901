using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Loop;

/// <summary>What is handed over for one transaction, and the ledgers it came from.</summary>
internal sealed record LedgerBatch(
    ImmutableArray<OutboundEvent> Events, ImmutableDictionary<TopicPartition, long> Next,
    IReadOnlyList<PartitionLedger> Ledgers);
