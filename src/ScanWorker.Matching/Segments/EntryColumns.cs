using System.Runtime.InteropServices;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Segments;

/// <summary>The columns of a segment that is being built.</summary>
internal sealed class EntryColumns
{
    private readonly StringList _banks = new();
    private readonly StringList _sources = new();
    private readonly StringList _classifications = new();
    private readonly StringList _members = new();
    private readonly KeyColumns _entryKeys = new();
    private readonly KeyColumns _withdrawalKeys = new();
    private readonly NumberList _classificationOf = new();
    private readonly NumberList _memberOf = new();
    private readonly NumberList _flags = new();
    private readonly NumberList _positiveOpinions = new();
    private readonly NumberList _negativeOpinions = new();
    private readonly TimeList _disabledUntil = new();
    private readonly TimeList _addedAt = new();
    private readonly TimeList _updatedAt = new();
    private readonly HashList<Hash256> _pdq = new();
    private readonly HashList<Hash128> _md5 = new();
    private readonly HashList<Hash160> _sha1 = new();
    private readonly HashList<Hash256> _sha256 = new();
    private readonly HashList<Hash512> _sha512 = new();
    private readonly FrameList _frames = new();

    internal int Entries => _entryKeys.Count;

    internal int Withdrawals => _withdrawalKeys.Count;

    /// <returns>The hash of the entry's key.</returns>
    internal ulong Add(Entry entry)
    {
        var row = Entries;
        _frames.Check(entry.Vpdq);
        var idHash = _entryKeys.Text.Stage(entry.EntryId, entry.Note, entry.Labels);
        var classification = _classifications.AddOptional(entry.Classification);
        var member = _members.AddOptional(entry.Member);

        // Whatever throws has thrown: now columns grow.
        var keyHash = AddKey(_entryKeys, entry.Bank, entry.Source, idHash);
        _classificationOf.Add(classification);
        _memberOf.Add(member);
        _flags.Add((long)FlagsOf(entry));
        _positiveOpinions.Add(entry.PositiveOpinions);
        _negativeOpinions.Add(entry.NegativeOpinions);
        _disabledUntil.Add(entry.DisabledUntil);
        _addedAt.Add(entry.AddedAt);
        _updatedAt.Add(entry.UpdatedAt);
        _pdq.Add(row, entry.Pdq);
        _md5.Add(row, entry.Md5);
        _sha1.Add(row, entry.Sha1);
        _sha256.Add(row, entry.Sha256);
        _sha512.Add(row, entry.Sha512);
        _frames.Add(row, entry.Vpdq);
        return keyHash;
    }

    /// <returns>The hash of the key.</returns>
    internal ulong Withdraw(EntryKey key) =>
        AddKey(_withdrawalKeys, key.Bank, key.Source, _withdrawalKeys.Text.Stage(key.EntryId));

    internal IReadOnlyList<Section> Write()
    {
        long[] counts = [Entries, Withdrawals];
        return
        [
            new Section(SectionKind.Counts, 0, MemoryMarshal.AsBytes(counts.AsSpan()).ToArray()),
            StringTable.Write(SectionKind.Banks, _banks.Strings),
            StringTable.Write(SectionKind.Sources, _sources.Strings),
            StringTable.Write(SectionKind.Classifications, _classifications.Strings),
            StringTable.Write(SectionKind.Members, _members.Strings),
            _entryKeys.Bank.Write(SectionKind.BankOf, _withdrawalKeys.Bank),
            _entryKeys.Source.Write(SectionKind.SourceOf, _withdrawalKeys.Source),
            _classificationOf.Write(SectionKind.ClassificationOf),
            _memberOf.Write(SectionKind.MemberOf),
            _flags.Write(SectionKind.Flags),
            _positiveOpinions.Write(SectionKind.PositiveOpinions),
            _negativeOpinions.Write(SectionKind.NegativeOpinions),
            .. _disabledUntil.Write(SectionKind.DisabledUntilTicks, SectionKind.DisabledUntilOffset),
            .. _addedAt.Write(SectionKind.AddedAtTicks, SectionKind.AddedAtOffset),
            .. _updatedAt.Write(SectionKind.UpdatedAtTicks, SectionKind.UpdatedAtOffset),
            .. _entryKeys.Text.Write(_withdrawalKeys.Text),
            .. _pdq.Write(SectionKind.Pdq, SectionKind.PdqEntry, Entries),
            .. _md5.Write(SectionKind.Md5, SectionKind.Md5Entry, Entries),
            .. _sha1.Write(SectionKind.Sha1, SectionKind.Sha1Entry, Entries),
            .. _sha256.Write(SectionKind.Sha256, SectionKind.Sha256Entry, Entries),
            .. _sha512.Count == 0 ? [] : _sha512.Write(SectionKind.Sha512, SectionKind.Sha512Entry, Entries),
            .. _frames.Write(),
        ];
    }

    private static EntryFlags FlagsOf(Entry entry) =>
        (entry.Enabled ? EntryFlags.Enabled : 0)
        | (entry.DisabledUntil is null ? 0 : EntryFlags.DisabledUntil)
        | (entry.AddedAt is null ? 0 : EntryFlags.AddedAt)
        | (entry.UpdatedAt is null ? 0 : EntryFlags.UpdatedAt)
        | (entry.Note is null ? 0 : EntryFlags.Note)
        | (entry.Labels.IsDefaultOrEmpty ? 0 : EntryFlags.Labels);

    private ulong AddKey(KeyColumns keys, string bank, string source, ulong idHash)
    {
        var (bankNumber, sourceNumber) = (_banks.Add(bank), _sources.Add(source));
        keys.Text.Commit();
        keys.Bank.Add(bankNumber);
        keys.Source.Add(sourceNumber);
        return KeyHash.Combine(_banks.HashOf(bankNumber), _sources.HashOf(sourceNumber), idHash);
    }
}

/// <summary>What entries and withdrawals have both, while a segment is being built.</summary>
internal sealed class KeyColumns
{
    internal NumberList Bank { get; } = new();

    internal NumberList Source { get; } = new();

    internal TextList Text { get; } = new();

    internal int Count => Bank.Count;
}

/// <summary>Points in time of a segment that is being built; see <see cref="TimeColumn"/>.</summary>
internal sealed class TimeList
{
    private readonly NumberList _utcTicks = new();
    private readonly NumberList _offsetMinutes = new();
    private long _lastTicks;

    internal void Add(DateTimeOffset? time)
    {
        // An absent time repeats the one before, so that the range stays small.
        _lastTicks = time?.UtcTicks ?? _lastTicks;
        _utcTicks.Add(_lastTicks);
        _offsetMinutes.Add(time?.TotalOffsetMinutes ?? 0);
    }

    internal IEnumerable<Section> Write(SectionKind utcTicks, SectionKind offsetMinutes) =>
        [_utcTicks.Write(utcTicks), _offsetMinutes.Write(offsetMinutes)];
}

/// <summary>The hashes of one kind of a segment that is being built.</summary>
internal sealed class HashList<T>
    where T : unmanaged
{
    private readonly List<T> _hashes = [];
    private readonly List<int> _entries = [];

    internal int Count => _hashes.Count;

    internal void Add(int entry, T? hash)
    {
        if (hash is { } present)
        {
            _hashes.Add(present);
            _entries.Add(entry);
        }
    }

    /// <summary>Two sections; the second is empty when all of <paramref name="entries"/> have a hash.</summary>
    internal IEnumerable<Section> Write(SectionKind hashes, SectionKind entryOf, int entries)
    {
        yield return new Section(hashes, 0, MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_hashes)).ToArray());
        var numbers = _hashes.Count == entries ? [] : CollectionsMarshal.AsSpan(_entries);
        yield return new Section(entryOf, 0, MemoryMarshal.AsBytes(numbers).ToArray());
    }
}

/// <summary>The frames of a segment that is being built.</summary>
internal sealed class FrameList
{
    private readonly List<Hash256> _hashes = [];
    private readonly List<int> _entries = [];

    /// <exception cref="ArgumentException">The entry has more than <see cref="VideoFrames.Max"/>.</exception>
    /// <exception cref="InvalidOperationException">The segment has no room for them.</exception>
    internal void Check(VideoFrames? frames)
    {
        if (frames is { Count: > VideoFrames.Max })
        {
            throw new ArgumentException($"The entry has {frames.Count} frames; at most {VideoFrames.Max} are stored.");
        }

        _ = _hashes.Count <= FrameColumn.RowsMax - (frames?.Count ?? 0) ? frames
            : throw new InvalidOperationException($"A segment holds at most {FrameColumn.RowsMax} frames of videos.");
    }

    internal void Add(int entry, VideoFrames? frames)
    {
        foreach (var hash in frames?.Hashes ?? [])
        {
            _hashes.Add(hash);
            _entries.Add(entry);
        }
    }

    /// <summary>Two sections; none where there are no frames.</summary>
    internal IEnumerable<Section> Write() => _hashes.Count == 0 ? [] :
    [
        new Section(SectionKind.Frame, 0, BytesOf(_hashes)),
        new Section(SectionKind.FrameEntry, 0, BytesOf(_entries)),
    ];

    private static byte[] BytesOf<T>(List<T> rows) where T : unmanaged =>
        MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(rows)).ToArray();
}

/// <summary>The strings of a column that is being built: each distinct one once, and its number for each row.</summary>
internal sealed class StringList
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<ulong> _hashes = [];
    private string? _last;
    private int _lastNumber;

    internal IReadOnlyCollection<string> Strings => _numbers.Keys;

    /// <summary>Of the string by its number.</summary>
    internal ulong HashOf(int number) => _hashes[number];

    /// <returns>The string's number: 0, 1, ... in order of first use.</returns>
    internal int Add(string text)
    {
        if (text == _last)
        {
            return _lastNumber; // Lists come bank by bank and source by source.
        }

        if (!_numbers.TryGetValue(text, out var number))
        {
            number = _numbers.Count;
            _hashes.Add(KeyHash.Of(text));
            _numbers.Add(text, number);
        }

        (_last, _lastNumber) = (text, number);
        return number;
    }

    /// <returns>0 for null, else the string's number plus one.</returns>
    internal int AddOptional(string? text) => text is null ? 0 : Add(text) + 1;
}

/// <summary>Numbers of a column that is being built. As long as all are equal it holds only their count.</summary>
internal sealed class NumberList
{
    private readonly List<long> _numbers = [];
    private long _first;
    private int _count;

    internal int Count => _count;

    internal void Add(long number)
    {
        if (_count == 0)
        {
            _first = number;
        }

        if (_numbers.Count > 0 || number != _first)
        {
            while (_numbers.Count < _count)
            {
                _numbers.Add(_first);
            }

            _numbers.Add(number);
        }

        _count++;
    }

    /// <summary>The column; the rows of <paramref name="following"/> come after these.</summary>
    internal Section Write(SectionKind kind, NumberList? following = null)
    {
        if (following is null or { _count: 0 })
        {
            var areEqual = _numbers.Count == 0 && _count > 0;
            return NumberColumn.Write(kind, areEqual ? [_first] : CollectionsMarshal.AsSpan(_numbers));
        }

        var all = new NumberList();
        all.AddAll(this);
        all.AddAll(following);
        return all.Write(kind);
    }

    private void AddAll(NumberList others)
    {
        for (var i = 0; i < others._count; i++)
        {
            Add(others._numbers.Count > 0 ? others._numbers[i] : others._first);
        }
    }
}
