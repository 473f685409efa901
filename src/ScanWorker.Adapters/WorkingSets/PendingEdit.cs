using System.Collections.Immutable;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>An edit that is not written yet.</summary>
/// <param name="Segment">Entries that come, and those that go.</param>
/// <param name="Changes">The same by bank and source, in numbers.</param>
/// <param name="Record">Who and why.</param>
internal sealed record PendingEdit(Segment Segment, ImmutableArray<BankChange> Changes, JournalRecord Record);
