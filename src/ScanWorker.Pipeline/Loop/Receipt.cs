using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Loop;

/// <summary>Proof that a record was received under one assignment of its partition.</summary>
/// <param name="Epoch">Counts assignments; a receipt of an earlier one is stale.</param>
internal readonly record struct Receipt(RecordPosition Position, int Epoch);
