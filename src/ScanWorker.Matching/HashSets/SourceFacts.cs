namespace ScanWorker.Matching.HashSets;

/// <summary>How fresh one list of one bank is.</summary>
/// <param name="Name">The list, for example <c>ncmec</c>.</param>
/// <param name="UpdatedAt">When it was last imported, whether or not that changed anything.</param>
public sealed record SourceFacts(string Name, DateTimeOffset UpdatedAt);
