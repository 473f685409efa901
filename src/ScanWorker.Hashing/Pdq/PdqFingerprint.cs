namespace ScanWorker.Hashing.Pdq;

/// <summary>A PDQ hash and how far it can be trusted.</summary>
/// <param name="Hash">Bit <c>16 * row + column</c> is set when that DCT coefficient is above the median of all
/// 256.</param>
/// <param name="Quality">0 (flat, or below 5 pixels in a dimension) to 100. Matching asks for 50 unless a bank says
/// else.</param>
public readonly record struct PdqFingerprint(Hash256 Hash, int Quality);
