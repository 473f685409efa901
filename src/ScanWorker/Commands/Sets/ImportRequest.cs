using System.Collections.Immutable;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Commands.Sets;

/// <summary>What the command line asks of an import.</summary>
/// <param name="File">The list, or <c>-</c> for standard input.</param>
/// <param name="Bank">The bank; null only for lists that name their own.</param>
/// <param name="By">Who.</param>
/// <param name="Rules">How the list is taken; whether its rows are hashes is the format's matter.</param>
internal sealed record ImportRequest(string File, string? Bank, string By, ImportRules Rules)
{
    /// <summary>Null: guessed.</summary>
    public string? Format { get; init; }

    public string? Source { get; init; }

    public HashType? Type { get; init; }

    public string? Why { get; init; }

    /// <summary>Banks that are not there may be made.</summary>
    public bool MakesBanks { get; init; }

    public bool IsDryRun { get; init; }

    /// <summary>A folder of the operator's own pictures that no list should hold.</summary>
    public string? Gauntlet { get; init; }

    /// <summary>Null: from the policy file.</summary>
    public int? Distance { get; init; }

    public ImmutableHashSet<string>? Categories { get; init; }

    public ImmutableDictionary<string, string> Columns { get; init; } = ImmutableDictionary<string, string>.Empty;
}
