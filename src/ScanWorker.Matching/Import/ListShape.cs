namespace ScanWorker.Matching.Import;

/// <summary>What the lines of a list tell beside their hashes, where that differs from list to list.</summary>
/// <param name="NamesSources">Lines name the source of their entry.</param>
public readonly record struct ListShape(bool NamesSources);
