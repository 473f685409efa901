using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Import;

/// <summary>Tells new, changed and unchanged entries of a list apart, and finds those that are gone.</summary>
/// <param name="known">What the working set holds before.</param>
/// <param name="staged">The list, each key once.</param>
/// <param name="mode">Whether what the list does not name is gone.</param>
/// <param name="now">The time that entries of the list got where it gives none.</param>
/// <param name="tally">Counts.</param>
internal sealed class ImportComparison(
    HashIndex known, Segment staged, ImportMode mode, DateTimeOffset now, ImportTally tally)
{
    /// <summary>Whether a full snapshot could have named entries of a bank under other sources than it did.</summary>
    public Func<string, bool> NamesSourcesOf { get; init; } = _ => false;

    private readonly SegmentBuilder _changes = new();
    private HashSet<EntryKey>? _withdrawn;

    /// <returns>What changes, or null when nothing does.</returns>
    public Segment? Run()
    {
        if (known.EntryCount == 0 && staged.WithdrawalCount == 0)
        {
            return TakeAll();
        }

        for (var i = 0; i < staged.EntryCount; i++)
        {
            Compare(staged.GetEntry(i));
        }

        for (var i = 0; i < staged.WithdrawalCount; i++)
        {
            Withdraw(staged.GetWithdrawal(i));
        }

        CountBefore();
        return _changes.EntryCount + _changes.WithdrawalCount == 0 ? null : _changes.Build();
    }

    // Into an empty working set the list goes as it is: nothing to compare, and nothing to write twice.
    private Segment? TakeAll()
    {
        for (var i = 0; i < staged.EntryCount; i++)
        {
            var key = staged.GetKey(i);
            tally.Of(key.Bank, key.Source).Added++;
        }

        return staged.EntryCount == 0 ? null : staged;
    }

    private void Compare(Entry entry)
    {
        var counts = tally.Of(entry.Bank, entry.Source);
        if (known.Find(entry.Key) is not (>= 0 and var ordinal))
        {
            counts.Added++;
            _changes.Add(entry);
            return;
        }

        var before = known.GetEntry(ordinal);
        var timed = entry with
        {
            AddedAt = entry.AddedAt == now ? before.AddedAt : entry.AddedAt,
            UpdatedAt = entry.UpdatedAt == now ? before.UpdatedAt : entry.UpdatedAt,
        };
        if (HashSetDiff.IsSame(before, timed))
        {
            tally.Unchanged++;
            return;
        }

        counts.Changed++;
        _changes.Add(timed with { UpdatedAt = entry.UpdatedAt });
    }

    private void Withdraw(EntryKey key)
    {
        if (known.Find(key) < 0)
        {
            tally.NotThere++;
            return;
        }

        tally.Of(key.Bank, key.Source).Withdrawn++;
        _changes.Withdraw(key);
    }

    // One pass over what is known: counts it by source, and finds what a full snapshot does not name any more.
    private void CountBefore()
    {
        var named = HashSetAssembler.BuildLookup([staged]);
        var sources = tally.Sources.ToHashSet();
        foreach (var key in KnownKeys.Of(known))
        {
            if (sources.Contains((key.Bank, key.Source)))
            {
                tally.Of(key.Bank, key.Source).Before++;
                if (mode == ImportMode.Full && named.Find(key) < 0 && !IsWithdrawn(key))
                {
                    tally.Of(key.Bank, key.Source).Withdrawn++;
                    _changes.Withdraw(key);
                }
            }
            else if (mode == ImportMode.Full && NamesSourcesOf(key.Bank))
            {
                tally.NotNamed[(key.Bank, key.Source)] = tally.NotNamed.GetValueOrDefault((key.Bank, key.Source)) + 1;
            }
        }
    }

    private bool IsWithdrawn(EntryKey key)
    {
        _withdrawn ??= [.. Enumerable.Range(0, staged.WithdrawalCount).Select(staged.GetWithdrawal)];
        return _withdrawn.Contains(key);
    }
}
