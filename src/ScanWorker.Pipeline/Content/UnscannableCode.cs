namespace ScanWorker.Pipeline.Content;

/// <summary>Why an upload could not be looked at. Written in events and policy in kebab-case
/// (<c>too-many-pixels</c>).</summary>
public enum UnscannableCode
{
    /// <summary>A reason was forgotten: a bug of ours, which ends in review and not in a pass.</summary>
    Unknown = 0,

    /// <summary>The scheme, root or host of the content's location is not configured.</summary>
    LocationNotAllowed,

    /// <summary>The location is not a usable one.</summary>
    LocationInvalid,

    /// <summary>The store says that there is no such object.</summary>
    NotFound,

    /// <summary>The store refuses us the object.</summary>
    AccessDenied,

    /// <summary>More bytes than the limit.</summary>
    ContentTooLarge,

    /// <summary>No complete body within the fetch deadline, retries included.</summary>
    FetchTimeout,

    /// <summary>The store failed in a way that may pass, until the retries were used up.</summary>
    FetchFailed,

    /// <summary>Zero bytes.</summary>
    Empty,

    /// <summary>The body's length is not the one announced in the event.</summary>
    LengthMismatch,

    /// <summary>The body's SHA-256 is not the one announced in the event.</summary>
    DigestMismatch,

    /// <summary>A known format that is not decoded; the detail names it.</summary>
    UnsupportedFormat,

    /// <summary>No picture format that is known.</summary>
    UnknownFormat,

    /// <summary>The bytes break their format, or end too early.</summary>
    Corrupt,

    /// <summary>The header declares more pixels, or a longer side, than the limit.</summary>
    TooManyPixels,

    /// <summary>More frames than the limit; those within it were looked at and did not match.</summary>
    TooManyFrames,

    /// <summary>Decoding needs more memory than the limit.</summary>
    DecodeMemory,

    /// <summary>Decoding took longer than its deadline.</summary>
    DecodeTimeout,

    /// <summary>The perceptual hash's quality is below the floor.</summary>
    LowQuality,

    /// <summary>Too small for a perceptual hash.</summary>
    TooSmall,

    /// <summary>The worker failed at this upload: a bug of ours, which concerns no other.</summary>
    InternalError,

    /// <summary>Viewers may show it in more than one way, and not all of them could be looked at; the detail says
    /// why.</summary>
    AmbiguousPicture,

    /// <summary>The decoder's process ended unexpectedly over this content, and again at a second attempt; the detail
    /// says how.</summary>
    DecoderCrashed,

    /// <summary>So many of its frames are like so many of known videos that the search among these gave up; what it
    /// found until then is a match.</summary>
    SearchLimit,
}
