using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;
using ScanWorker.Matching.HashSets.Journals;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>Brings one list into a working set.</summary>
internal sealed class ListImport(WorkingSet workingSet, TimeProvider clock)
{
    /// <param name="record">Who, why, file and format; the rest is filled in.</param>
    /// <param name="settings">Bank and source that the list feeds.</param>
    /// <param name="read">Reads the list into a sink.</param>
    /// <exception cref="WorkingSetException">The working set is damaged.</exception>
    /// <exception cref="IOException">There is no room; nothing is changed.</exception>
    public ImportCounts Run(JournalRecord record, ListSettings settings, Action<IListSink> read)
    {
        var session = new ImportSession(KnownEntries.Read(workingSet), clock.GetUtcNow());
        read(session);
        var changes = session.Finish();
        var counts = changes.Counts;
        SegmentFacts? segment = null;
        if (changes.Upserts.Count + changes.Withdrawals.Count > 0)
        {
            var builder = new SegmentBuilder();
            foreach (var entry in changes.Upserts)
            {
                builder.Add(entry);
            }

            foreach (var key in changes.Withdrawals)
            {
                builder.Withdraw(key);
            }

            segment = workingSet.AddSegment(builder);
        }

        var change = new BankChange(
            settings.Bank, settings.Source, counts.Added, counts.Changed, counts.Withdrawn, IsFed: true);
        workingSet.Append(record with { Segment = segment, Changes = [change] });
        return counts;
    }
}
