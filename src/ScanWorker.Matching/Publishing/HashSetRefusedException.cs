namespace ScanWorker.Matching.Publishing;

/// <summary>A published hash set is not to be used; the one that is live stays live.</summary>
public sealed class HashSetRefusedException(RefusalReason reason, string message, Exception? cause = null)
    : Exception(message, cause)
{
    public RefusalReason Reason { get; } = reason;
}

/// <summary>Why a published hash set is not taken. Each is a tag of a metric.</summary>
public enum RefusalReason
{
    /// <summary>The manifest cannot be read, or says something impossible.</summary>
    Malformed,

    /// <summary>Manifest or segment layout is of a kind that this program does not know.</summary>
    UnknownFormat,

    /// <summary>Bytes differ from their SHA-256: flipped or cut.</summary>
    Corrupt,

    /// <summary>No signature where the configuration asks for one.</summary>
    Unsigned,

    /// <summary>The signature fits none of the trusted keys.</summary>
    BadSignature,

    /// <summary>It is of another set, or of another version than the one asked for.</summary>
    Mismatched,

    /// <summary>A version older than the live one, than one that was live before, or than the least that is
    /// believed.</summary>
    Older,

    /// <summary>It was made longer ago than the configuration allows.</summary>
    TooOld,

    /// <summary>Head names a manifest, or a manifest a segment, that is not there.</summary>
    Missing,

    /// <summary>A copy is there and cannot be read: rights, or the disk.</summary>
    Unreadable,

    /// <summary>The index that was built did not find what it must find.</summary>
    ProofFailed,

    /// <summary>It has no live entries: with it nothing would be found, and nothing would say so.</summary>
    Empty,
}
