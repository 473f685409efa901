using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;

namespace ScanWorker.Pipeline.Policies;

/// <summary>A match and what its bank's policy makes of it.</summary>
/// <param name="Bank">The policy that judged it.</param>
/// <param name="Softened">Why the action is milder than the bank's, or null.</param>
public sealed record JudgedMatch(KnownMatch Match, BankPolicy Bank, PolicyAction Action, string? Softened);
