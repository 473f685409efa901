using System.Collections.Immutable;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Import;

/// <summary>Takes one list and works out what it changes. One list, one session; not thread-safe.</summary>
/// <param name="known">What the working set holds before.</param>
/// <param name="settings">Bank and source that the list feeds.</param>
/// <param name="rules">How it is taken.</param>
/// <param name="hygiene">Refuses entries that would block innocent people.</param>
/// <param name="now">The time that new and changed entries get where the list gives none.</param>
/// <param name="quarantine">Receives every line that is not taken.</param>
public sealed class ImportSession(
    HashIndex known,
    ListSettings settings,
    ImportRules rules,
    EntryHygiene hygiene,
    DateTimeOffset now,
    Action<Reject> quarantine)
    : IListSink
{
    private readonly ImportTally _tally = new();
    private readonly HashSet<EntryKey> _heldKeys = [];
    private readonly HashSet<EntryKey> _takenOver = [];
    private bool _namesSources;
    private ListStaging? _staging;
    private ListLines? _lines;

    private ListStaging Staging => _staging ??= new ListStaging(rules.RowsAreHashes, Quarantine);

    /// <summary>Entries that a person withdrew.</summary>
    public ImmutableHashSet<EntryKey> Held { get; init; } = [];

    public void Begin(ListShape shape)
    {
        _namesSources |= shape.NamesSources;
        _tally.UnreadColumns.UnionWith(shape.UnreadColumns);
    }

    public void Upsert(long line, Entry entry)
    {
        _tally.Read++;
        if (settings.Bank is { } bank && entry.Bank != bank)
        {
            Quarantine(new Reject(line, RejectReason.OtherBank, EntryJson.ToLine(entry)));
        }
        else if (hygiene.Clean(entry) is var clean && clean.Refusal is RejectReason.NoFrames)
        {
            LeaveOut(VideoFrames.AlgorithmId); // Dark videos are ordinary: no fault of the list's.
            PassOver(line, entry.Key);
        }
        else if (clean.Refusal is { } reason)
        {
            Quarantine(new Reject(line, reason, EntryJson.ToLine(entry)));
        }
        else if (!IsHeldBack(entry))
        {
            _tally.Add(clean);
            Staging.Upsert(
                line, clean.Entry with { AddedAt = entry.AddedAt ?? now, UpdatedAt = entry.UpdatedAt ?? now },
                entry.UpdatedAt);
        }
    }

    public void Withdraw(long line, EntryKey key, DateTimeOffset? at)
    {
        _tally.Read++;
        _tally.Tombstones++;
        if (settings.Bank is { } bank && key.Bank != bank)
        {
            Quarantine(new Reject(line, RejectReason.OtherBank, key.EntryId));
        }
        else
        {
            Staging.Withdraw(line, key, at);
        }
    }

    public void HoldBack(long line, EntryKey key)
    {
        if (rules.TakesHeldBack && (settings.Bank is not { } bank || key.Bank == bank))
        {
            _ = _takenOver.Add(key);
        }

        Withdraw(line, key, at: null);
    }

    public void Reject(Reject reject)
    {
        _tally.Read++;
        Quarantine(reject);
    }

    public void Skip(long line, EntryKey? key = null)
    {
        _tally.Read++;
        PassOver(line, key);
    }

    private void PassOver(long line, EntryKey? key)
    {
        if (key is { } named && (known.Find(named) >= 0 || Staging.Lists(named)))
        {
            Quarantine(new Reject(line, RejectReason.NoHash, named.EntryId));
        }
        else
        {
            _tally.Skipped++;
        }
    }

    public void LeaveOut(string kind) => _tally.LeaveOut(kind);

    public void Unlist(long line, EntryKey key, string classification, DateTimeOffset? at)
    {
        _tally.Read++;
        if (Staging.Lists(key)
            || (known.Find(key) is >= 0 and var ordinal && known.GetEntry(ordinal).Classification != classification))
        {
            _tally.Reclassified++;
            Staging.Withdraw(line, key, at);
        }
        else
        {
            _tally.Skipped++;
            Staging.Pass(line, key, at);
        }
    }

    public void End(ListLines lines) => _lines = (_lines ?? default).With(lines);

    /// <summary>Compares what was gathered with what is known.</summary>
    /// <exception cref="ImportRefusedException">Too many lines were quarantined, nothing is left to take, a bank is
    /// not there, or the list changes too much.</exception>
    public ImportResult Finish()
    {
        var staged = Staging.Finish();
        _tally.Lines = _lines;
        _tally.TakenOver = _takenOver.Count;
        _tally.Repeated = Staging.Repeated;
        ImportGuards.CheckLines(_tally);
        ImportGuards.CheckQuarantine(_tally, rules);
        ImportGuards.CheckTaken(_tally, staged.EntryCount + staged.WithdrawalCount, rules);
        if (settings.Bank is { } bank && staged.EntryCount + staged.WithdrawalCount == 0)
        {
            _ = _tally.Of(bank, settings.Source); // An empty list feeds its source too.
        }

        var comparison = new ImportComparison(known, staged, rules.Mode, now, _tally)
        {
            NamesSourcesOf = bank => _namesSources && (settings.Bank ?? bank) == bank,
        };
        var segment = comparison.Run();
        ImportGuards.CheckBanks(_tally, rules);
        ImportGuards.CheckChange(_tally, rules);
        return new ImportResult(segment, _tally.ToChanges(), _tally.ToCounts())
        {
            TakenAgain = rules.AllowsWithdrawn ? [.. _heldKeys] : [],
            HeldBack = [.. _takenOver.Where(key => !Held.Contains(key))],
        };
    }

    // Whoever withdrew it has looked at it; a list that still names it has not.
    private bool IsHeldBack(Entry entry)
    {
        if ((Held.IsEmpty && _takenOver.Count == 0)
            || (!Held.Contains(entry.Key) && !_takenOver.Contains(entry.Key)))
        {
            return false;
        }

        if (rules.AllowsWithdrawn)
        {
            _ = _takenOver.Remove(entry.Key);
        }

        _ = _heldKeys.Add(entry.Key);
        _tally.Held = rules.AllowsWithdrawn ? 0 : _heldKeys.Count;
        return !rules.AllowsWithdrawn;
    }

    private void Quarantine(Reject reject)
    {
        _tally.Reject(reject.Reason);
        quarantine(reject);
    }
}

/// <summary>What a list does to a working set.</summary>
/// <param name="Segment">The entries that are new or differ and those that go; null when there are none.</param>
/// <param name="Changes">The same by bank and source, in numbers.</param>
/// <param name="Counts">The summary.</param>
public sealed record ImportResult(Segment? Segment, ImmutableArray<BankChange> Changes, ImportCounts Counts)
{
    /// <summary>Entries that a person had withdrawn, and that the list was allowed to bring back.</summary>
    public ImmutableArray<EntryKey> TakenAgain { get; init; } = [];

    /// <summary>
    /// Entries that a person had withdrawn where the list was exported, and that are held back here from now on.
    /// </summary>
    public ImmutableArray<EntryKey> HeldBack { get; init; } = [];
}
