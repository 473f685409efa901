using System.Collections.Immutable;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Import;

/// <summary>What the custodian says about a list that the list does not say itself.</summary>
/// <param name="Bank">The bank that it feeds; null only where each line names its own.</param>
/// <param name="Source">The list's name, where its lines do not give one.</param>
public sealed record ListSettings(string? Bank, string Source)
{
    /// <summary>The kind of hash, where the list does not tell: SHA-256 and PDQ look alike.</summary>
    public HashType? DefaultType { get; init; }

    /// <summary>Column names of a CSV that are not ours: theirs, then ours.</summary>
    public ImmutableDictionary<string, string> Columns { get; init; } =
        ImmutableDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Of a list that grades its items by numbers, the grades that are taken; null for the format's own choice.
    /// </summary>
    public ImmutableHashSet<string>? Categories { get; init; }

    /// <summary>The bank, for formats whose lines do not name one.</summary>
    /// <exception cref="InvalidDataException">None was told.</exception>
    public string RequireBank() =>
        Bank ?? throw new InvalidDataException("The list does not name a bank: tell it with --bank.");
}
