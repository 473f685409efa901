using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;

namespace ScanWorker.Matching.Import;

/// <summary>Holds a list while it is being read, in columns: about the size of the segment that it becomes.</summary>
/// <remarks>
/// Of an entry's rows the latest counts, wherever it stands; of rows that do not tell which is later, the last one.
/// </remarks>
/// <param name="rowsAreHashes">Rows of one entry are put together; else a later one replaces an earlier one.</param>
/// <param name="reject">Told of rows that are not taken because another of the same entry contradicts them.</param>
internal sealed class ListStaging(bool rowsAreHashes, Action<Reject> reject)
{
    private readonly Dictionary<UInt128, Said> _said = [];
    private readonly SegmentBuilder _builder = new();
    private readonly List<StagedRow> _block = []; // Of one entry, one after the other.
    private readonly Dictionary<EntryKey, List<StagedRow>> _late = [];
    private readonly List<(long Line, int Row)> _contradicted = [];

    /// <summary>How many rows were of an entry that an earlier row named.</summary>
    public long Repeated { get; private set; }

    /// <param name="line">Counted from 1.</param>
    /// <param name="entry">What the list knows of the item.</param>
    /// <param name="at">Since when, where the list says so.</param>
    public void Upsert(long line, Entry entry, DateTimeOffset? at) =>
        Take(new StagedRow(line, entry.Key, entry, at));

    public void Withdraw(long line, EntryKey key, DateTimeOffset? at) => Take(new StagedRow(line, key, null, at));

    /// <summary>Whether the list's latest word so far is that the entry is on it; of rows that are entries.</summary>
    public bool Lists(EntryKey key) => _said.TryGetValue(IdOf(key), out var said) && said.Marks != default;

    /// <summary>Keeps in mind since when an entry is none, so that no older row makes it one.</summary>
    public void Pass(long line, EntryKey key, DateTimeOffset? at)
    {
        if (at is not null)
        {
            ref var said = ref CollectionsMarshal.GetValueRefOrAddDefault(_said, IdOf(key), out var isRepeated);
            said = new Said(line, 0, default, isRepeated && said.At > at ? said.At : at);
        }
    }

    /// <summary>Each key once: the latest word of the list on it.</summary>
    public Segment Finish()
    {
        FlushBlock();
        foreach (var (line, entry) in _builder.ReadAdded(_contradicted))
        {
            reject(new Reject(line, RejectReason.Contradiction, EntryJson.ToLine(entry)));
        }

        if (_late.Count == 0)
        {
            return _builder.Build();
        }

        var first = _builder.Build();
        var index = HashSetAssembler.BuildLookup([first]);
        foreach (var (key, rows) in _late)
        {
            var entry = index.Find(key) is >= 0 and var ordinal ? index.GetEntry(ordinal) : null;
            var said = _said[IdOf(key)];
            Put(key, Merge([new StagedRow(said.Line, key, entry, said.At), .. rows]));
        }

        return _builder.Build();
    }

    private void Take(StagedRow row)
    {
        if (!rowsAreHashes)
        {
            Replace(row);
        }
        else if (_block.Count > 0 && _block[^1].Key == row.Key)
        {
            Repeated++;
            _block.Add(row);
        }
        else
        {
            FlushBlock();
            if (_said.ContainsKey(IdOf(row.Key)))
            {
                Repeated++;
                ref var rows = ref CollectionsMarshal.GetValueRefOrAddDefault(_late, row.Key, out _);
                (rows ??= []).Add(row);
            }
            else
            {
                _block.Add(row);
            }
        }
    }

    private void Replace(StagedRow row)
    {
        var marks = HashMarks.Of(row.Entry);
        ref var before = ref CollectionsMarshal.GetValueRefOrAddDefault(_said, IdOf(row.Key), out var isRepeated);
        if (isRepeated)
        {
            Repeated++;
            if (row.At < before.At)
            {
                return;
            }

            if (row.Entry is not null && before.Marks.HasOtherThan(marks) && !(row.At > before.At))
            {
                _contradicted.Add((before.Line, before.Row));
            }
        }

        before = new Said(row.Line, _builder.EntryCount, marks, row.At ?? before.At);
        Put(row.Key, row.Entry);
    }

    private void FlushBlock()
    {
        if (_block is [var first, ..])
        {
            _said.Add(IdOf(first.Key), new Said(first.Line, 0, default, _block.Max(row => row.At)));
            Put(first.Key, Merge(_block));
            _block.Clear();
        }
    }

    private void Put(EntryKey key, Entry? entry)
    {
        if (entry is null)
        {
            _builder.Withdraw(key);
        }
        else
        {
            _builder.Add(entry);
        }
    }

    /// <returns>The entry, or null when the latest word is that it is gone.</returns>
    private Entry? Merge(List<StagedRow> rows)
    {
        if (rows.Count > 1 && rows.TrueForAll(row => row.At is not null))
        {
            rows = [.. rows.OrderBy(row => row.At)];
        }

        var (entry, at) = ((Entry?)null, (DateTimeOffset?)null);
        foreach (var row in rows)
        {
            entry = row.Entry is null || entry is null ? row.Entry : Merge(entry, row.Line, row.Entry, row.At > at);
            at = row.At;
        }

        return entry;
    }

    private Entry Merge(Entry before, long line, Entry row, bool isLater)
    {
        if (!isLater && (Contradicts(before.Md5, row.Md5) || Contradicts(before.Sha1, row.Sha1)
            || Contradicts(before.Sha256, row.Sha256) || Contradicts(before.Sha512, row.Sha512)
            || Contradicts(before.Pdq, row.Pdq) || Contradicts(before.Vpdq, row.Vpdq)))
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
            Vpdq = row.Vpdq ?? before.Vpdq,
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

    private static bool Contradicts(VideoFrames? before, VideoFrames? row) =>
        before is not null && row is not null && !before.Equals(row);

    // Stands for the key, which may be long. No two keys that a list's writer can find have the same one: an older row
    // is dropped by it.
    private static UInt128 IdOf(EntryKey key)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture, $"{key.Bank.Length} {key.Source.Length} {key.Bank}{key.Source}{key.EntryId}");
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        _ = SHA256.HashData(MemoryMarshal.AsBytes(text.AsSpan()), digest);
        return MemoryMarshal.Read<UInt128>(digest);
    }

    /// <summary>What the list said so far of an entry.</summary>
    /// <param name="Line">Where it was said.</param>
    /// <param name="Row">The number of the entry in the builder, if it was one.</param>
    /// <param name="Marks">Its hashes.</param>
    /// <param name="At">The latest time of its rows.</param>
    private readonly record struct Said(long Line, int Row, HashMarks Marks, DateTimeOffset? At);
}
