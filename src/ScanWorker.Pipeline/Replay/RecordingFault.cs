namespace ScanWorker.Pipeline.Replay;

/// <summary>What can be wrong with a line of a recording.</summary>
public enum RecordingFault
{
    /// <summary>The line ends in the middle of its JSON.</summary>
    CutLine,

    /// <summary>Not JSON at all.</summary>
    InvalidJson,

    /// <summary>JSON, but no recorded record.</summary>
    ForeignJson,

    /// <summary>A base64 member that is not base64, or that contradicts the text beside it.</summary>
    WrongBase64,

    /// <summary>Longer than any record may be.</summary>
    TooLong,

    /// <summary>Its offset is not above the partition's one before: the record is there already.</summary>
    Duplicate,

    /// <summary>
    /// Offsets are missing before it. Compaction and transactions leave such gaps; so does a lost piece. The record
    /// counts.
    /// </summary>
    Gap,
}
