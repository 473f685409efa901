using System.Collections.Immutable;

namespace ScanWorker.Pipeline.Replay;

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

    public bool IsDeadLetter => Verdict == DeadLetter;

    public override string ToString() => $"{Verdict} {Action} {Reason}";
}
