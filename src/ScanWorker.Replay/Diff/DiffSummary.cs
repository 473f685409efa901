namespace ScanWorker.Replay.Diff;

/// <summary>Counts differences by kind and bank, with the first upload ids of each. Not thread-safe.</summary>
public sealed class DiffSummary
{
    private const int NamedMax = 5;

    private readonly SortedDictionary<(ChangeKind Kind, string Bank), Row> _rows = [];
    private readonly HashSet<string> _uploads = new(StringComparer.Ordinal);

    /// <summary>By kind, then bank; the empty bank is that of uploads that match nothing.</summary>
    public IEnumerable<(ChangeKind Kind, string Bank, long Count, IReadOnlyList<string> UploadIds)> Rows =>
        _rows.Select(row => (row.Key.Kind, row.Key.Bank, row.Value.Count, (IReadOnlyList<string>)row.Value.UploadIds));

    /// <summary>Uploads with at least one difference.</summary>
    public int Uploads => _uploads.Count;

    public bool IsEmpty => _rows.Count == 0;

    public void Add(OutcomeChange change)
    {
        var key = (change.Kind, change.Bank ?? "");
        if (!_rows.TryGetValue(key, out var row))
        {
            _rows[key] = row = new Row();
        }

        row.Count++;
        _uploads.Add(change.UploadId);
        if (row.UploadIds.Count < NamedMax && !row.UploadIds.Contains(change.UploadId))
        {
            row.UploadIds.Add(change.UploadId);
        }
    }

    private sealed class Row
    {
        public long Count { get; set; }

        public List<string> UploadIds { get; } = [];
    }
}
