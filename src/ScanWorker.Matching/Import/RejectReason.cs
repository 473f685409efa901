namespace ScanWorker.Matching.Import;

/// <summary>
/// Why a line of a list is not taken. Each is counted, and written beside the line in the quarantine file.
/// </summary>
public enum RejectReason
{
    /// <summary>It does not have the shape that its format says.</summary>
    Malformed,

    /// <summary>A hash has the wrong length, or is neither hexadecimal nor base32 nor base64.</summary>
    BadHash,

    /// <summary>
    /// The kind of hash is not one that we match, or 64 digits came without being told whether SHA-256 or PDQ.
    /// </summary>
    UnknownHashType,

    /// <summary>It holds no hash at all.</summary>
    NoHash,

    /// <summary>A time, number or flag cannot be read.</summary>
    BadValue,

    /// <summary>It is of another bank than the one that is imported.</summary>
    OtherBank,

    /// <summary>The same entry has two different hashes of one kind, on one line or on two of the list.</summary>
    Contradiction,

    /// <summary>The digest of the empty file: every empty upload would match.</summary>
    EmptyFile,

    /// <summary>All bits of the perceptual hash are equal: what broken tools write.</summary>
    ConstantPdq,

    /// <summary>
    /// So few or so many bits of the perceptual hash are set that it is of a picture without features.
    /// </summary>
    Featureless,

    /// <summary>
    /// It matches a benign picture that everybody has: a flat frame, a gradient, a test card, or one of the operator's
    /// own.
    /// </summary>
    Benign,

    /// <summary>Of a video, which has no other hash: none of its frames is good enough to be matched.</summary>
    NoFrames,

    /// <summary>Of a video, which has no other hash: it has more frames than are taken.</summary>
    TooManyFrames,
}
