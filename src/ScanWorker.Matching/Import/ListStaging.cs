using System.Runtime.InteropServices;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Import;

/// <summary>Holds a list while it is being read, in columns: about the size of the segment that it becomes.</summary>
/// <param name="rowsAreHashes">Rows of one entry are put together; else a later one replaces an earlier one.</param>
/// <param name="reject">Told of rows that contradict an earlier one of the same entry.</param>
internal sealed class ListStaging(bool rowsAreHashes, Action<Reject> reject)
{
    private readonly Dictionary<ulong, HashMarks> _states = [];
    private readonly SegmentBuilder _builder = new();
    private readonly HashSet<ulong> _staged = [];
    private readonly Dictionary<EntryKey, List<(long Line, Entry Row)>> _late = [];
    private Entry? _held;

    /// <summary>How many rows were of an entry that an earlier row named.</summary>
    public long Repeated { get; private set; }

    public void Upsert(long line, Entry entry)
    {
        if (!rowsAreHashes)
        {
            Replace(line, entry);
        }
        else if (_held is not null && IsSame(_held, entry))
        {
            Repeated++;
            _held = Merge(_held, line, entry);
        }
        else
        {
            Flush();
            if (_staged.Contains(HashOf(entry.Key)))
            {
                Repeated++;
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
        _states.Remove(HashOf(key));
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

    // The list's last word counts. Only where it says that it is the later one may it take a hash away.
    private void Replace(long line, Entry entry)
    {
        var marks = HashMarks.Of(entry);
        ref var before = ref CollectionsMarshal.GetValueRefOrAddDefault(_states, HashOf(entry.Key), out var isRepeated);
        if (isRepeated)
        {
            Repeated++;
            if (before.HasOtherThan(marks) && !(marks.UpdatedAt > before.UpdatedAt))
            {
                reject(new Reject(line, RejectReason.Contradiction, EntryJson.ToLine(entry)));
            }
        }

        before = marks;
        _builder.Add(entry);
    }

    private void Flush()
    {
        if (_held is { } entry)
        {
            _staged.Add(HashOf(entry.Key));
            _builder.Add(entry);
            _held = null;
        }
    }

    private Entry Merge(Entry before, long line, Entry row)
    {
        if (Contradicts(before.Md5, row.Md5) || Contradicts(before.Sha1, row.Sha1)
            || Contradicts(before.Sha256, row.Sha256) || Contradicts(before.Sha512, row.Sha512)
            || Contradicts(before.Pdq, row.Pdq))
        {
            reject(new Reject(line, RejectReason.Contradiction, EntryJson.ToLine(row)));
            return before;
        }

        return row with
        {
            Md5 = row.Md5 ?? before.Md5,
            Sha1 = row.Sha1 ?? before.Sha1,
            Sha256 = row.Sha256 ?? before.Sha256,
            Sha512 = row.Sha512 ?? before.Sha512,
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
    private static ulong HashOf(EntryKey key) =>
        KeyHash.Of(MemoryMarshal.AsBytes(key.EntryId.AsSpan()))
        ^ ((ulong)key.Source.GetHashCode(StringComparison.Ordinal) << 32)
        ^ (uint)key.Bank.GetHashCode(StringComparison.Ordinal);

    /// <summary>Enough of an entry's hashes to see that another row of it has others; 0 for none.</summary>
    private readonly record struct HashMarks(
        int Md5, int Sha1, int Sha256, int Sha512, int Pdq, DateTimeOffset? UpdatedAt)
    {
        public static HashMarks Of(Entry entry) => new(
            MarkOf(entry.Md5), MarkOf(entry.Sha1), MarkOf(entry.Sha256), MarkOf(entry.Sha512), MarkOf(entry.Pdq),
            entry.UpdatedAt);

        /// <summary>A hash of this one is missing in the later one, or is another there.</summary>
        public bool HasOtherThan(HashMarks later) =>
            IsOther(Md5, later.Md5) || IsOther(Sha1, later.Sha1) || IsOther(Sha256, later.Sha256)
            || IsOther(Sha512, later.Sha512) || IsOther(Pdq, later.Pdq);

        private static bool IsOther(int before, int later) => before != 0 && before != later;

        private static int MarkOf<T>(T? hash) where T : struct => hash is { } value ? value.GetHashCode() | 1 : 0;
    }
}
