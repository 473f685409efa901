namespace ScanWorker.Matching;

/// <summary>An entry that holds at least one digest of the queried content.</summary>
/// <param name="Entry">Ordinal for <see cref="HashIndex.GetEntry"/>.</param>
/// <param name="Bank">Position in <see cref="HashIndex.Banks"/>.</param>
/// <param name="Agreeing">The digests that are equal.</param>
public readonly record struct ExactMatch(int Entry, int Bank, DigestKinds Agreeing);
