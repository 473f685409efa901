namespace ScanWorker.Matching.HashSets;

/// <summary>A published hash set is not to be used; the one that is live stays live.</summary>
public sealed class HashSetRefusedException(RefusalReason reason, string message, Exception? cause = null)
    : Exception(message, cause)
{
    public RefusalReason Reason { get; } = reason;
}
