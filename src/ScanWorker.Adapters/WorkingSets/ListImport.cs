using System.Collections.Immutable;
using ScanWorker.Matching.Import;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>Brings one list into a working set.</summary>
internal sealed class ListImport(WorkingSet workingSet, EntryHygiene hygiene, TimeProvider clock)
{
    /// <param name="record">Who, why, file and format; the rest is filled in.</param>
    /// <param name="settings">Bank and source that the list feeds.</param>
    /// <param name="rules">How the list is taken.</param>
    /// <param name="isDryRun">Only says what would be done: nothing is changed.</param>
    /// <param name="read">Reads the list into a sink.</param>
    /// <returns>The summary, and the quarantine file if there is one.</returns>
    /// <exception cref="InvalidDataException">The list as a whole cannot be read.</exception>
    /// <exception cref="ImportRefusedException">The list as a whole is refused.</exception>
    /// <exception cref="WorkingSetException">The working set is damaged.</exception>
    /// <exception cref="IOException">There is no room; nothing is changed.</exception>
    public (ImportCounts Counts, string? QuarantineFile) Run(
        JournalRecord record, ListSettings settings, ImportRules rules, bool isDryRun, Action<IListSink> read)
    {
        using var quarantine = workingSet.OpenQuarantine();
        var session = Begin(settings, rules, quarantine);
        read(session);
        return Complete(session, quarantine, record, isDryRun);
    }

    private ImportSession Begin(ListSettings settings, ImportRules rules, QuarantineFile quarantine)
    {
        var known = HashSetAssembler.BuildLookup(workingSet.State.Working.Chain.Select(workingSet.ReadSegment));
        return new ImportSession(known, settings, rules, hygiene, clock.GetUtcNow(), quarantine.Add)
        {
            Held = workingSet.State.Held,
        };
    }

    private (ImportCounts Counts, string? QuarantineFile) Complete(
        ImportSession session, QuarantineFile quarantine, JournalRecord record, bool isDryRun)
    {
        var result = Finish(session, quarantine);
        if (!isDryRun)
        {
            var segment = result.Segment is { } changes ? workingSet.AddSegment(changes) : null;
            workingSet.Append(record with
            {
                Segment = segment,
                Changes = result.Changes,
                Entries = result.TakenAgain.IsEmpty ? null : result.TakenAgain,
                HeldBack = result.HeldBack.IsEmpty ? null : result.HeldBack,
                Quarantined = result.Counts.Quarantined.IsEmpty ? null
                    : result.Counts.Quarantined.ToImmutableSortedDictionary(
                    pair => pair.Key.ToString(), pair => pair.Value, StringComparer.Ordinal),
            });
        }

        return (result.Counts, quarantine.Path);
    }

    private static ImportResult Finish(ImportSession session, QuarantineFile quarantine)
    {
        try
        {
            return session.Finish();
        }
        catch (ImportRefusedException refusal)
        {
            throw new ImportRefusedException(refusal.Message, refusal.Counts) { QuarantineFile = quarantine.Path };
        }
    }
}
