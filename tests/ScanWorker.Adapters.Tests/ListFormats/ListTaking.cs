using System.Collections.Immutable;
using ScanWorker.Adapters.ListFormats;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Index;

namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>An import from the bytes of a file to its summary, as the command does it, without a working set.</summary>
internal static class ListTaking
{
    private static readonly EntryHygiene Hygiene = new([], 0);

    /// <exception cref="InvalidDataException">The list as a whole cannot be read.</exception>
    /// <exception cref="ImportRefusedException">The list as a whole is refused.</exception>
    public static ImportResult Take(
        string fileName, byte[] bytes, HashIndex? known = null, ImportRules? rules = null, IListFormat? format = null,
        ImmutableHashSet<string>? categories = null)
    {
        using var list = ListFile.Open(new MemoryStream(bytes), null);
        format ??= Adapters.ListFormats.ListFormats.Guess(fileName, list.Start)
            ?? throw new InvalidDataException("The format cannot be told.");
        var settings = new ListSettings("b", format.DefaultSource ?? "b")
        {
            DefaultType = format is TeFormat ? TeFormat.TypeInName(fileName) : null,
            Categories = categories,
        };
        var session = new ImportSession(
            known ?? HashIndex.Empty,
            settings,
            (rules ?? new ImportRules()) with { RowsAreHashes = format.RowsAreHashes },
            Hygiene,
            DateTimeOffset.UnixEpoch,
            _ => { });
        format.Read(list, settings, session);
        return session.Finish();
    }

    /// <summary>What a list did, in a line: entries and tombstones, or that it was refused and why.</summary>
    public static string Describe(string fileName, byte[] bytes)
    {
        try
        {
            var counts = Take(fileName, bytes).Counts;
            return $"added {counts.Added}, tombstones {counts.Tombstones}, quarantined {counts.QuarantinedTotal}";
        }
        catch (Exception refusal) when (refusal is InvalidDataException or ImportRefusedException)
        {
            return $"refused: {refusal.Message}";
        }
    }
}
