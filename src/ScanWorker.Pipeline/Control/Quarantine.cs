using ScanWorker.Matching.HashSets;

namespace ScanWorker.Pipeline.Control;

/// <summary>An entry that matches too much to be believed.</summary>
/// <param name="Entry">Which.</param>
/// <param name="Since">When it was found.</param>
/// <param name="Contents">How many distinct contents it had matched by then.</param>
public sealed record Quarantine(EntryKey Entry, DateTimeOffset Since, long Contents)
{
    public override string ToString() => $"quarantine of {Entry.Bank}";
}
