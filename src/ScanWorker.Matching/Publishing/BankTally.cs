namespace ScanWorker.Matching.Publishing;

/// <summary>Keeps the facts of banks while changes come in.</summary>
internal static class BankTally
{
    /// <summary>The banks after some changes, by name. A bank without entries that no source feeds is gone.</summary>
    internal static IEnumerable<BankFacts> After(
        IEnumerable<BankFacts> banks, IEnumerable<BankChange> changes, DateTimeOffset at)
    {
        var byName = new SortedDictionary<string, BankFacts>(StringComparer.Ordinal);
        foreach (var bank in banks)
        {
            byName.Add(bank.Name, bank);
        }

        foreach (var change in changes)
        {
            var bank = byName.GetValueOrDefault(change.Bank) ?? new BankFacts(change.Bank, 0, []);
            byName[change.Bank] = Changed(bank, change, at);
        }

        return byName.Values.Where(bank => bank.Entries > 0 || bank.Sources.Length > 0);
    }

    private static BankFacts Changed(BankFacts bank, BankChange change, DateTimeOffset at)
    {
        var sources = bank.Sources;
        if (change.IsFed)
        {
            sources = [.. sources.Where(source => source.Name != change.Source)
                .Append(new SourceFacts(change.Source, at)).OrderBy(source => source.Name, StringComparer.Ordinal)];
        }

        return bank with { Entries = bank.Entries + change.Added - change.Withdrawn, Sources = sources };
    }
}

/// <summary>What one action did to the entries of one source in one bank.</summary>
/// <param name="Bank">The bank's name.</param>
/// <param name="Source">The list's name.</param>
/// <param name="Added">Entries that are new.</param>
/// <param name="Changed">Entries that differ from before.</param>
/// <param name="Withdrawn">Entries that went.</param>
/// <param name="IsFed">The source itself was read, so that its age starts anew, whether or not anything
/// changed.</param>
public sealed record BankChange(string Bank, string Source, long Added, long Changed, long Withdrawn, bool IsFed);
