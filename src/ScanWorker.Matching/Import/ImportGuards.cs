using System.Globalization;

namespace ScanWorker.Matching.Import;

/// <summary>When a list is refused as a whole.</summary>
internal static class ImportGuards
{
    /// <exception cref="ImportRefusedException">Too many lines were quarantined.</exception>
    internal static void CheckQuarantine(ImportTally tally, ImportRules rules)
    {
        if (tally.Quarantined > tally.Read * rules.QuarantineShareMax && !IsAFewOfADelta(tally, rules))
        {
            throw new ImportRefusedException(
                string.Create(CultureInfo.InvariantCulture,
                    $"{tally.Quarantined} of {tally.Read} lines are quarantined, ")
                + string.Create(CultureInfo.InvariantCulture,
                    $"more than the limit of {rules.QuarantineShareMax:P2}. Nothing is applied: ")
                + "look at the quarantine file, and mend the list or raise --quarantine-limit.",
                tally.ToCounts());
        }
    }

    private static bool IsAFewOfADelta(ImportTally tally, ImportRules rules) => rules.Mode == ImportMode.Delta
        && tally.Quarantined <= rules.DeltaQuarantineMin && tally.Quarantined * 2 < tally.Read;

    /// <exception cref="ImportRefusedException">Lines of the list were neither taken nor told of.</exception>
    internal static void CheckLines(ImportTally tally)
    {
        if (tally.Lines is { } lines && lines.Rows != tally.Read)
        {
            throw new ImportRefusedException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The list has {lines.Total} lines, of which {lines.Rows} should be rows, but {tally.Read} were read. ")
                + "Nothing is applied.",
                tally.ToCounts());
        }
    }

    /// <exception cref="ImportRefusedException">Nothing of the list is left to take.</exception>
    internal static void CheckTaken(ImportTally tally, long taken, ImportRules rules)
    {
        if (taken > 0 || tally.Held > 0 || rules.AllowsEmpty)
        {
            return;
        }

        var why = tally.Read == 0
            ? "The list is empty."
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The list has {tally.Read} rows, and none of them is taken: {tally.Skipped} are of kinds of hash or ")
                + "categories that are not asked for, the others are quarantined.";
        throw new ImportRefusedException($"{why} Nothing is applied: if that is right, say --allow-empty.", tally.ToCounts());
    }

    /// <exception cref="ImportRefusedException">The list names a bank that is not there.</exception>
    internal static void CheckBanks(ImportTally tally, ImportRules rules)
    {
        if (rules.Banks is { } banks
            && tally.Sources.Select(source => source.Bank).FirstOrDefault(bank => !banks.Contains(bank)) is { } unknown)
        {
            throw new ImportRefusedException(
                $"The list names bank '{unknown}', which is not there. There are: {string.Join(", ", banks)}. "
                    + "Nothing is applied: if it is to be made, say --new-bank.",
                tally.ToCounts());
        }
    }

    /// <exception cref="ImportRefusedException">A source would lose or gain too much of what it had.</exception>
    internal static void CheckChange(ImportTally tally, ImportRules rules)
    {
        var isFull = rules.Mode == ImportMode.Full;
        foreach (var (bank, source) in tally.Sources)
        {
            var counts = tally.Of(bank, source);
            var limit = counts.Before * rules.ChangeShareMax;
            if (isFull && counts.Withdrawn > 0 && tally.Unreadable > 0 && !rules.AllowsShrink)
            {
                throw new ImportRefusedException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The snapshot would withdraw {counts.Withdrawn} entries of '{source}' in bank '{bank}', but ")
                    + string.Create(
                        CultureInfo.InvariantCulture,
                        $"{tally.Unreadable} of its lines cannot be read, and may name them. Nothing is applied: mend the ")
                    + "list, or say --allow-shrink.",
                    tally.ToCounts());
            }

            // A delta may well add much: that is what it is for.
            if (counts.Withdrawn > (isFull ? limit : Math.Max(limit, rules.DeltaWithdrawnMin)) && !rules.AllowsShrink)
            {
                throw Refusal($"withdraw {counts.Withdrawn} of the {counts.Before} entries", "--allow-shrink");
            }

            if (isFull && counts.Before > 0 && counts.Added > limit && !rules.AllowsGrowth)
            {
                throw Refusal($"add {counts.Added} to the {counts.Before} entries", "--allow-growth");
            }

            ImportRefusedException Refusal(string what, string option) => new(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The {(isFull ? "snapshot" : "list of changes")} would {what} that '{source}' has in bank '{bank}', "
                        + $"more than {rules.ChangeShareMax:P0}. ")
                + $"Nothing is applied: if that is right, say {option}.",
                tally.ToCounts());
        }
    }
}
