using System.Collections.Frozen;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using static ScanWorker.Pipeline.Content.UnscannableCode;

namespace ScanWorker.Pipeline.Policy;

/// <summary>Everything that follows from the reason why an upload could not be looked at: one row a code.</summary>
public static class UnscannableCodes
{
    public static readonly IReadOnlyList<UnscannableRow> All =
    [
        new(Unknown, UnscannableStage.Line, Recurrence.Passing, "It could not be looked at, for a reason of our own."),
        new(LocationNotAllowed, UnscannableStage.Fetch, Recurrence.Configured,
            "The scheme, folder or host of its location is not configured."),
        new(LocationInvalid, UnscannableStage.Fetch, Recurrence.Always, "Its location is not a usable one."),
        new(NotFound, UnscannableStage.Fetch, Recurrence.Always, "The store has no such object."),
        new(AccessDenied, UnscannableStage.Fetch, Recurrence.Configured, "The store denies access to the object."),
        new(ContentTooLarge, UnscannableStage.Fetch, Recurrence.Configured,
            "It is larger than Scan:Fetch:ContentBytesMax allows."),
        new(FetchTimeout, UnscannableStage.Fetch, Recurrence.Passing,
            "The content did not arrive within Scan:Fetch:Deadline."),
        new(FetchFailed, UnscannableStage.Fetch, Recurrence.Passing,
            "The store failed until the retries were used up."),
        new(Empty, UnscannableStage.Fetch, Recurrence.Always, "The file is empty."),
        new(LengthMismatch, UnscannableStage.Fetch, Recurrence.Always, "Its length is not the one announced."),
        new(DigestMismatch, UnscannableStage.Fetch, Recurrence.Always, "Its SHA-256 is not the one announced."),
        new(UnsupportedFormat, UnscannableStage.Decode, Recurrence.Always,
            "The format is recognised but not decoded ({0})."),
        new(UnknownFormat, UnscannableStage.Decode, Recurrence.Always, "It is not in any known picture format."),
        new(Corrupt, UnscannableStage.Decode, Recurrence.Always, "The picture is damaged or cut off."),
        new(TooManyPixels, UnscannableStage.Decode, Recurrence.Configured,
            "The picture has more pixels than Scan:Decode allows."),
        new(TooManyFrames, UnscannableStage.Decode, Recurrence.Configured,
            "The animation or video has more frames than Scan:Decode or Scan:Video allows."),
        new(DecodeMemory, UnscannableStage.Decode, Recurrence.Configured,
            "Decoding needs more memory than Scan:Decode or Scan:Video allows."),
        new(DecodeTimeout, UnscannableStage.Decode, Recurrence.Passing,
            "Decoding took longer than Scan:Decode:Deadline or, of a video, Scan:Video:Deadline."),
        new(DecoderCrashed, UnscannableStage.Decode, Recurrence.Always,
            "The decoder's process ended unexpectedly over it, twice ({0})."),
        new(LowQuality, UnscannableStage.Hash, Recurrence.Always,
            "The picture has too little detail for a meaningful perceptual hash.", PolicyAction.Observe),
        new(TooSmall, UnscannableStage.Hash, Recurrence.Always, "The picture is too small for a perceptual hash.",
            PolicyAction.Observe),
        new(InternalError, UnscannableStage.Line, Recurrence.Passing,
            "The worker itself failed at it; its log says where."),
        new(AmbiguousPicture, UnscannableStage.Decode, Recurrence.Configured,
            "Viewers may show the picture in more than one way ({0})."),
        new(SearchLimit, UnscannableStage.Search, Recurrence.Always,
            "Its frames are like too many frames of known videos: the search among these gave up."),
    ];

    private static readonly FrozenDictionary<UnscannableCode, UnscannableRow> ByCode =
        All.ToFrozenDictionary(row => row.Code);

    /// <exception cref="KeyNotFoundException">The table has no row for it: a bug, which a test finds.</exception>
    public static UnscannableRow Of(UnscannableCode code) => ByCode[code];

    /// <summary>A sentence for a person.</summary>
    public static string Describe(UnscannableReason reason) =>
        Of(reason.Code).Sentence.Replace("{0}", reason.Detail ?? "unnamed", StringComparison.Ordinal);
}

/// <summary>What follows from one reason.</summary>
/// <param name="Stage">Where it arises.</param>
/// <param name="Recurrence">Whether the same bytes would meet it again.</param>
/// <param name="Sentence">For a person; <c>{0}</c> stands for the reason's detail.</param>
/// <param name="DefaultAction">Where the policy file does not name the code; null is its
/// <c>unscannableOther</c>.</param>
public sealed record UnscannableRow(
    UnscannableCode Code, UnscannableStage Stage, Recurrence Recurrence, string Sentence,
    PolicyAction? DefaultAction = null)
{
    /// <summary>Whether findings that hold this obstacle may be kept for the next upload of the same bytes.</summary>
    public bool MayBeRemembered => Recurrence == Recurrence.Always;

    /// <summary>Whether the upload is worth another attempt later, with nothing changed but time.</summary>
    public bool IsRetried => Recurrence == Recurrence.Passing;
}

/// <summary>The part of the line in which an upload became unscannable.</summary>
public enum UnscannableStage
{
    Fetch,
    Decode,
    Hash,
    Search,

    /// <summary>None of them alone.</summary>
    Line,
}

/// <summary>Whether an obstacle would be met again.</summary>
public enum Recurrence
{
    /// <summary>The bytes, or their place, are so.</summary>
    Always,

    /// <summary>Until limits, settings or permissions change.</summary>
    Configured,

    /// <summary>It may be gone the next time.</summary>
    Passing,
}
