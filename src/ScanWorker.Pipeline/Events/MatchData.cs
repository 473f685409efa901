using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>One known entry that the content matches.</summary>
public sealed record MatchData
{
    [Description("The bank that holds the entry.")]
    public required string Bank { get; init; }

    [Description("The source's id of the entry.")]
    public required string EntryId { get; init; }

    [Description("exact (a digest is equal) or near (a perceptual hash is within the bank's distance).")]
    public required MatchKind Kind { get; init; }

    [Description("md5, sha1, sha256 or pdq.")]
    public required string Algorithm { get; init; }

    [Description("Bits that differ; 0 for an exact match.")]
    public required int Distance { get; init; }

    [Description("The bank's distance at which it counted; absent for an exact match.")]
    public int? MaxDistance { get; init; }

    [Description("The transform of the content that is nearest to the entry; absent for an exact match.")]
    public string? Transform { get; init; }

    [Description("The frame that matched, from 0; absent for an exact match.")]
    public int? Frame { get; init; }

    [Description("As the list gives it, for example A1.")]
    public string? Classification { get; init; }

    [Description("The list the entry came from.")]
    public required string Source { get; init; }

    [Description("What the bank's policy makes of this match.")]
    public required PolicyAction Action { get; init; }

    [Description("Why that is less than the bank's action, where it is: disputed, quorum, quarantined or suppressed.")]
    public string? Softened { get; init; }
}
