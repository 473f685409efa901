using System.Collections.Immutable;
using ScanWorker.Matching.Publishing;

namespace ScanWorker.Matching.Import;

/// <summary>Counts what an import does, by bank and source.</summary>
internal sealed class ImportTally
{
    private readonly SortedDictionary<(string Bank, string Source), Counts> _bySource = [];
    private readonly SortedDictionary<RejectReason, long> _rejects = [];
    private readonly SortedDictionary<string, long> _leftOut = new(StringComparer.Ordinal);

    public long Read { get; set; }

    public long Skipped { get; set; }

    /// <summary>Rows of entries that an earlier row named already.</summary>
    public long Repeated { get; set; }

    public long Tombstones { get; set; }

    /// <summary>Tombstones of entries that a person had withdrawn where the list was exported.</summary>
    public long TakenOver { get; set; }

    /// <summary>Columns that nothing is taken from.</summary>
    public SortedSet<string> UnreadColumns { get; } = new(StringComparer.Ordinal);

    /// <summary>Of a list of lines.</summary>
    public ListLines? Lines { get; set; }

    /// <summary>Lines that could not be understood; those that hygiene refuses were.</summary>
    public long Unreadable => _rejects.Where(pair => pair.Key < RejectReason.EmptyFile).Sum(pair => pair.Value);

    public long Held { get; set; }

    public long Unchanged { get; set; }

    /// <summary>Records that say that an entry is of a category that was not asked for.</summary>
    public long Reclassified { get; set; }

    /// <summary>Tombstones of entries that were not there.</summary>
    public long NotThere { get; set; }

    /// <summary>How many entries sources have that the list does not name.</summary>
    public SortedDictionary<(string Bank, string Source), long> NotNamed { get; } = [];

    public long Quarantined { get; private set; }

    private long _framesRefused;
    private long _videosLost;

    /// <summary>The counts of one source, made when first asked for: from then on it is fed.</summary>
    public Counts Of(string bank, string source)
    {
        if (!_bySource.TryGetValue((bank, source), out var counts))
        {
            _bySource.Add((bank, source), counts = new Counts());
        }

        return counts;
    }

    /// <summary>The banks and sources that the list is of.</summary>
    public IEnumerable<(string Bank, string Source)> Sources => _bySource.Keys;

    public void Reject(RejectReason reason)
    {
        Quarantined++;
        _rejects[reason] = _rejects.GetValueOrDefault(reason) + 1;
    }

    public void Add(CleanEntry clean)
    {
        _framesRefused += clean.FramesRefused;
        _videosLost += clean.IsVideoLost ? 1 : 0;
    }

    public void LeaveOut(string kind) => _leftOut[kind] = _leftOut.GetValueOrDefault(kind) + 1;

    public ImmutableArray<BankChange> ToChanges() =>
        [.. _bySource.Select(pair => new BankChange(
            pair.Key.Bank, pair.Key.Source, pair.Value.Added, pair.Value.Changed, pair.Value.Withdrawn, IsFed: true))];

    public ImportCounts ToCounts() => new(
        Read,
        _bySource.Values.Sum(counts => counts.Added),
        _bySource.Values.Sum(counts => counts.Changed),
        _bySource.Values.Sum(counts => counts.Withdrawn),
        Unchanged,
        Skipped,
        Held,
        _rejects.ToImmutableSortedDictionary())
    {
        Repeated = Repeated,
        Tombstones = Tombstones,
        TakenOver = TakenOver,
        NotThere = NotThere,
        Reclassified = Reclassified,
        LeftOut = _leftOut.ToImmutableSortedDictionary(StringComparer.Ordinal),
        FramesRefused = _framesRefused,
        VideosLost = _videosLost,
        UnreadColumns = [.. UnreadColumns],
        NotNamed = [.. NotNamed.Select(pair => new SourceEntries(pair.Key.Bank, pair.Key.Source, pair.Value))],
        Lines = Lines,
    };

    /// <summary>Of one source.</summary>
    internal sealed class Counts
    {
        /// <summary>How many entries it had before.</summary>
        public long Before { get; set; }

        public long Added { get; set; }

        public long Changed { get; set; }

        public long Withdrawn { get; set; }
    }
}
