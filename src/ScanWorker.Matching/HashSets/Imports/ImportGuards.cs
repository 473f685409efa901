using System.Globalization;

namespace ScanWorker.Matching.HashSets.Imports;

/// <summary>When a list is refused as a whole.</summary>
internal static class ImportGuards
{
    /// <exception cref="ImportRefusedException">Too many lines were quarantined.</exception>
    internal static void CheckQuarantine(ImportTally tally, ImportRules rules)
    {
        if (tally.Quarantined > tally.Read * rules.QuarantineShareMax)
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

    /// <exception cref="ImportRefusedException">A source would lose or gain too much of what it had.</exception>
    internal static void CheckChange(ImportTally tally, ImportRules rules)
    {
        foreach (var (bank, source) in tally.Sources)
        {
            var counts = tally.Of(bank, source);
            var limit = counts.Before * rules.ChangeShareMax;
            if (counts.Withdrawn > limit && !rules.AllowsShrink)
            {
                throw Refusal($"withdraw {counts.Withdrawn} of the {counts.Before} entries", "--allow-shrink");
            }

            if (counts.Before > 0 && counts.Added > limit && !rules.AllowsGrowth)
            {
                throw Refusal($"add {counts.Added} to the {counts.Before} entries", "--allow-growth");
            }

            ImportRefusedException Refusal(string what, string option) => new(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The snapshot would {what} that '{source}' has in bank '{bank}', more than "
                        + $"{rules.ChangeShareMax:P0}. ")
                + $"Nothing is applied: if that is right, say {option}.",
                tally.ToCounts());
        }
    }
}
