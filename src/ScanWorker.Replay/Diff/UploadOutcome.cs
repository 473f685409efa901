using System.Collections.Immutable;
using ScanWorker.Hashing;

namespace ScanWorker.Replay.Diff;

/// <summary>
/// What became of one record: a verdict, or a dead letter. Without versions, times and worker: what is compared.
/// </summary>
/// <param name="Position">Of the record: topic/partition/offset; null where that is not known.</param>
/// <param name="UploadId">Of a dead letter, which has none, the position.</param>
/// <param name="Verdict"><c>match</c>, <c>no-match</c>, <c>unscannable</c>, <c>not-scanned</c> or
/// <c>dead-letter</c>.</param>
/// <param name="Action">Empty for a dead letter.</param>
/// <param name="Reason">Code of what decided, or of what is wrong with the record.</param>
public sealed record UploadOutcome(string? Position, string UploadId, string Verdict, string Action, string Reason)
{
    public const string DeadLetter = "dead-letter";

    public ImmutableArray<MatchOutcome> Matches { get; init; } = [];

    /// <summary>What made pixels of it, with a version; null where nothing was decoded. Not compared, but told where
    /// something else differs.</summary>
    public string? Decoder { get; init; }

    /// <summary>Digest of the content, by which its decoder is found again; null where it is not known or not
    /// wanted.</summary>
    public string? Sha256 { get; init; }

    /// <summary>It lists fewer hashes or matches than there were: what is not listed is not compared.</summary>
    public bool IsCapped { get; init; }

    public bool IsDeadLetter => Verdict == DeadLetter;

    public override string ToString() => $"{Verdict} {Action} {Reason}";
}

/// <summary>One match of an outcome, as far as two replays are compared by it.</summary>
public sealed record MatchOutcome(string Bank, string EntryId, string Algorithm, int Distance)
{
    /// <summary>How it matches: <c>sha256</c>, or <c>pdq 12</c>.</summary>
    public string How => IsNear ? $"{Algorithm} {Distance}" : Algorithm;

    /// <summary>By a perceptual hash; else by a digest.</summary>
    public bool IsNear => HashAlgorithm.All.Any(algorithm => algorithm.Id == Algorithm);
}
