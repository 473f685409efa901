using System.Runtime.InteropServices;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.HashSets.Imports;

/// <summary>Holds a list while it is being read, in columns: about the size of the segment that it becomes.</summary>
/// <param name="rowsAreHashes">Rows of one entry are put together; else a later one replaces an earlier one.</param>
/// <param name="reject">Told of rows that contradict an earlier one of the same entry.</param>
internal sealed class ListStaging(bool rowsAreHashes, Action<Reject> reject)
{
    private readonly SegmentBuilder _builder = new();
    private readonly HashSet<ulong> _staged = [];
    private readonly Dictionary<EntryKey, List<(long Line, Entry Row)>> _late = [];
    private Entry? _held;

    public void Upsert(long line, Entry entry)
    {
        if (!rowsAreHashes)
        {
            _builder.Add(entry);
        }
        else if (_held is not null && IsSame(_held, entry))
        {
            _held = Merge(_held, line, entry);
        }
        else
        {
            Flush();
            if (_staged.Contains(HashOf(entry)))
            {
                ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(_late, entry.Key, out _);
                (rows ??= []).Add((line, entry));
            }
            else
            {
                _held = entry;
            }
        }
    }

    public void Withdraw(EntryKey key)
    {
        Flush();
        _late.Remove(key);
        _builder.Withdraw(key);
    }

    /// <summary>Each key once: the last word of the list on it.</summary>
    public Segment Finish()
    {
        Flush();
        if (_late.Count == 0)
        {
            return _builder.Build();
        }

        var first = _builder.Build();
        var index = HashSetAssembler.BuildLookup([first]);
        foreach (var (key, rows) in _late)
        {
            var entry = index.Find(key) is >= 0 and var ordinal ? index.GetEntry(ordinal) : null;
            foreach (var (line, row) in rows)
            {
                entry = entry is null ? row : Merge(entry, line, row);
            }

            _builder.Add(entry ?? rows[0].Row);
        }

        return _builder.Build();
    }

    private void Flush()
    {
        if (_held is { } entry)
        {
            _staged.Add(HashOf(entry));
            _builder.Add(entry);
            _held = null;
        }
    }

    private Entry Merge(Entry before, long line, Entry row)
    {
        if (Contradicts(before.Md5, row.Md5) || Contradicts(before.Sha1, row.Sha1)
            || Contradicts(before.Sha256, row.Sha256) || Contradicts(before.Pdq, row.Pdq))
        {
            reject(new Reject(line, RejectReason.Contradiction, EntryJson.ToLine(row)));
            return before;
        }

        return row with
        {
            Md5 = row.Md5 ?? before.Md5,
            Sha1 = row.Sha1 ?? before.Sha1,
            Sha256 = row.Sha256 ?? before.Sha256,
            Pdq = row.Pdq ?? before.Pdq,
            Classification = row.Classification ?? before.Classification,
            Member = row.Member ?? before.Member,
            Labels = row.Labels.IsDefaultOrEmpty ? before.Labels : row.Labels,
            Note = row.Note ?? before.Note,
            DisabledUntil = row.DisabledUntil ?? before.DisabledUntil,
            Enabled = row.Enabled && before.Enabled,
        };
    }

    private static bool Contradicts<T>(T? before, T? row) where T : struct, IEquatable<T> =>
        before is { } one && row is { } other && !one.Equals(other);

    private static bool IsSame(Entry one, Entry other) =>
        one.EntryId == other.EntryId && one.Source == other.Source && one.Bank == other.Bank;

    // A hash that two keys share costs a look at the end, never an entry: late rows are looked up by their whole key.
    private static ulong HashOf(Entry entry) =>
        KeyHash.Of(MemoryMarshal.AsBytes(entry.EntryId.AsSpan()))
        ^ (ulong)entry.Source.GetHashCode(StringComparison.Ordinal);
}
