namespace ScanWorker.Matching.HashSets.Journals;

/// <summary>Keeps the facts of banks while changes come in.</summary>
internal static class BankLedger
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
