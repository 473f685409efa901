namespace ScanWorker.Pipeline.Replay;

/// <summary>One match of an outcome, as far as two replays are compared by it.</summary>
public sealed record MatchOutcome(string Bank, string EntryId, string Algorithm, int Distance)
{
    /// <summary>How it matches: <c>sha256</c>, or <c>pdq 12</c>.</summary>
    public string How => Algorithm == "pdq" ? $"pdq {Distance}" : Algorithm;
}
