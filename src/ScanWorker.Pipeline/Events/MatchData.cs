using System.ComponentModel;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Pipeline.Events;

/// <summary>One known entry that the content matches.</summary>
public sealed record MatchData
{
    [Description("The bank that holds the entry.")]
    public required string Bank { get; init; }

    [Description("The source's id of the entry.")]
    public required string EntryId { get; init; }

    [Description(
        "exact (a digest is equal) or near (a perceptual hash, or enough frames of a video, are within the bank's distance).")]
    public required MatchKind Kind { get; init; }

    [Description($"md5, sha1, sha256, sha512, {HashAlgorithm.PdqId} or {VideoFrames.AlgorithmId}.")]
    public required string Algorithm { get; init; }

    [Description($"Bits that differ; 0 for an exact match; by {VideoFrames.AlgorithmId}, of the two nearest frames.")]
    public required int Distance { get; init; }

    [Description("The bank's distance at which it counted; absent for an exact match.")]
    public int? MaxDistance { get; init; }

    [Description("The transform of the content that is nearest to the entry; absent for an exact match.")]
    public string? Transform { get; init; }

    [Description("The frame that matched, from 0; absent for an exact match.")]
    public int? Frame { get; init; }

    [Description("The part of the frame that matched: border (what is within a border of one colour) or, where the bank's crops "
        + $"ask for them, {PerceptualData.Crops}; absent for the whole frame.")]
    public string? Crop { get; init; }

    [Description("white or black, where the frame matched laid over that; else absent.")]
    public string? Backdrop { get; init; }

    [Description("Of a video: where the frame that matched is, in seconds from the start; else absent.")]
    public double? Second { get; init; }

    [Description(
        $"Of a match by {VideoFrames.AlgorithmId}: how much of both videos matches; else absent. frame and second are then "
            + "those of the nearest frame.")]
    public VideoMatchData? Video { get; init; }

    [Description("As the list gives it, for example A1.")]
    public string? Classification { get; init; }

    [Description("The list the entry came from.")]
    public required string Source { get; init; }

    [Description("What the bank's policy makes of this match.")]
    public required PolicyAction Action { get; init; }

    [Description(
        "Why that is less than the bank's action, where it is: disputed or denied (by members of its source, or by reviewers), "
            + "quorum (too few members say so), quarantined (it matches too much) or rate-jump (its bank does).")]
    public Softening? Softened { get; init; }
}

/// <summary>How much of two videos matches. Frames of equal hashes count once.</summary>
public sealed record VideoMatchData
{
    [Description("How many of a hundred frames of the known video match one of the upload's.")]
    public required double KnownPercent { get; init; }

    [Description("How many the bank asks for.")]
    public required int KnownPercentMin { get; init; }

    [Description(
        "Frames of the known video, without those that only frames of the upload are near which a negative bank has.")]
    public required int KnownFrames { get; init; }

    [Description("How many of a hundred frames of the upload match one of the known video's.")]
    public required double UploadPercent { get; init; }

    [Description("How many the bank asks for.")]
    public required int UploadPercentMin { get; init; }

    [Description("Frames of the upload of quality 50 and more, without those that a negative bank has.")]
    public required int UploadFrames { get; init; }
}

/// <summary>Why a match counts for less than its bank's action.</summary>
public enum Softening
{
    /// <summary>Members of the source disagree on the entry, or reviewers dispute it.</summary>
    Disputed,

    /// <summary>Members of the source say that the entry does not belong on the list, and none that it does.</summary>
    Denied,

    /// <summary>The match is near, and fewer members vouch for the entry than the bank asks for.</summary>
    Quorum,

    /// <summary>The entry matches uploads of too many distinct uploaders.</summary>
    Quarantined,

    /// <summary>The bank's match rate has jumped.</summary>
    RateJump,
}

/// <summary>How a content matches an entry.</summary>
public enum MatchKind
{
    /// <summary>A plain digest is equal.</summary>
    Exact,

    /// <summary>A perceptual hash is within the bank's distance.</summary>
    Near,
}
