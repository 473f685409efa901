using ScanWorker.Hashing;

namespace ScanWorker.Matching;

/// <summary>An entry whose perceptual hash lies within its bank's distance of the query.</summary>
/// <param name="Entry">Ordinal for <see cref="HashIndex.GetEntry"/>.</param>
/// <param name="Bank">Position in <see cref="HashIndex.Banks"/>.</param>
/// <param name="Distance">Hamming distance in bits, the smallest over all queried transforms.</param>
/// <param name="Transform">The transform of the query that gave it; of several equal ones the first.</param>
public readonly record struct NearMatch(int Entry, int Bank, int Distance, DihedralTransform Transform);
