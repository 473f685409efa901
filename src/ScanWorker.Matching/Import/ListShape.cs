using System.Collections.Immutable;

namespace ScanWorker.Matching.Import;

/// <summary>What the lines of a list tell beside their hashes, where that differs from list to list.</summary>
/// <param name="NamesSources">Lines name the source of their entry.</param>
public sealed record ListShape(bool NamesSources)
{
    /// <summary>Columns that nothing is taken from.</summary>
    public ImmutableArray<string> UnreadColumns { get; init; } = [];
}
