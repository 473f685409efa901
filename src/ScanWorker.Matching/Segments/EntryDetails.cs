using System.Collections.Immutable;
using ScanWorker.Matching.Entries;

namespace ScanWorker.Matching.Segments;

/// <summary>
/// The columns of a segment that are no hashes. Rows are the entries, then (for keys) the withdrawals.
/// </summary>
internal sealed class EntryDetails
{
    private readonly NumberColumn _bankOf;
    private readonly NumberColumn _sourceOf;
    private readonly NumberColumn _classificationOf;
    private readonly NumberColumn _memberOf;
    private readonly NumberColumn _flags;
    private readonly NumberColumn _positiveOpinions;
    private readonly NumberColumn _negativeOpinions;
    private readonly TimeColumn _disabledUntil;
    private readonly TimeColumn _addedAt;
    private readonly TimeColumn _updatedAt;
    private readonly NumberColumn _textStart;
    private readonly Section _text;
    private readonly string[] _sources;
    private readonly Lazy<string[]> _classifications;
    private readonly Lazy<string[]> _members;
    private readonly ulong[] _bankHashes;
    private readonly ulong[] _sourceHashes;

    internal EntryDetails(SectionSet sections, int entries, int withdrawals)
    {
        var keys = entries + withdrawals;
        Banks = [.. StringTable.Read(sections[SectionKind.Banks])];
        _sources = StringTable.Read(sections[SectionKind.Sources]);
        _classifications = new(() => StringTable.Read(sections[SectionKind.Classifications]));
        _members = new(() => StringTable.Read(sections[SectionKind.Members]));
        _bankHashes = [.. Banks.Select(KeyHash.Of)];
        _sourceHashes = [.. _sources.Select(KeyHash.Of)];
        _bankOf = new(sections[SectionKind.BankOf], keys);
        _sourceOf = new(sections[SectionKind.SourceOf], keys);
        _classificationOf = new(sections[SectionKind.ClassificationOf], entries);
        _memberOf = new(sections[SectionKind.MemberOf], entries);
        _flags = new(sections[SectionKind.Flags], entries);
        _positiveOpinions = new(sections[SectionKind.PositiveOpinions], entries);
        _negativeOpinions = new(sections[SectionKind.NegativeOpinions], entries);
        _disabledUntil = new(
            sections[SectionKind.DisabledUntilTicks], sections[SectionKind.DisabledUntilOffset], entries);
        _addedAt = new(sections[SectionKind.AddedAtTicks], sections[SectionKind.AddedAtOffset], entries);
        _updatedAt = new(sections[SectionKind.UpdatedAtTicks], sections[SectionKind.UpdatedAtOffset], entries);
        _textStart = new(sections[SectionKind.TextStart], keys + 1);
        _text = sections[SectionKind.Text];
        if (_text.Length < keys)
        {
            // Bounds all work by the length of the file.
            throw _text.Wrong("is shorter than one entry id for each entry");
        }
    }

    internal ImmutableArray<string> Banks { get; }

    internal int BankOf(int row) => _bankOf.PositionIn(Banks.Length, row);

    internal EntryKey ReadKey(int row)
    {
        var text = new PackedReader(TextOf(row));
        return new EntryKey(Banks[BankOf(row)], _sources[SourceOf(row)], text.ReadString());
    }

    internal ulong KeyHashOf(int row)
    {
        var entryId = KeyHash.Of(new PackedReader(TextOf(row)).ReadBytes());
        return KeyHash.Combine(_bankHashes[BankOf(row)], _sourceHashes[SourceOf(row)], entryId);
    }

    /// <summary>The entry, but for its hashes.</summary>
    internal Entry Read(int row)
    {
        var flags = (EntryFlags)_flags[row];
        var text = new PackedReader(TextOf(row));
        return new Entry(Banks[BankOf(row)], text.ReadString(), _sources[SourceOf(row)])
        {
            Classification = NameOf(_classificationOf, _classifications, row),
            Member = NameOf(_memberOf, _members, row),
            PositiveOpinions = _positiveOpinions.Int32At(row),
            NegativeOpinions = _negativeOpinions.Int32At(row),
            Enabled = flags.HasFlag(EntryFlags.Enabled),
            DisabledUntil = flags.HasFlag(EntryFlags.DisabledUntil) ? _disabledUntil[row] : null,
            AddedAt = flags.HasFlag(EntryFlags.AddedAt) ? _addedAt[row] : null,
            UpdatedAt = flags.HasFlag(EntryFlags.UpdatedAt) ? _updatedAt[row] : null,
            Note = flags.HasFlag(EntryFlags.Note) ? text.ReadString() : null,
            Labels = flags.HasFlag(EntryFlags.Labels) ? ReadLabels(ref text) : [],
        };
    }

    /// <summary>What a policy goes by of the entry; reads no text.</summary>
    internal EntryTraits TraitsOf(int row)
    {
        var flags = (EntryFlags)_flags[row];
        return EntryTraits.Of(
            flags.HasFlag(EntryFlags.Enabled), flags.HasFlag(EntryFlags.DisabledUntil) ? _disabledUntil[row] : null,
            _positiveOpinions.Int32At(row), _negativeOpinions.Int32At(row));
    }

    private static ImmutableArray<string> ReadLabels(ref PackedReader text)
    {
        var count = text.ReadNumber();
        var labels = ImmutableArray.CreateBuilder<string>();
        while (labels.Count < count)
        {
            labels.Add(text.ReadString());
        }

        return labels.DrainToImmutable();
    }

    // Zero is "none"; so the first name is number 1.
    private static string? NameOf(in NumberColumn column, Lazy<string[]> names, int row) =>
        column[row] == 0 ? null : names.Value[column.PositionIn(names.Value.Length + 1, row) - 1];

    private int SourceOf(int row) => _sourceOf.PositionIn(_sources.Length, row);

    private ReadOnlySpan<byte> TextOf(int row)
    {
        var (start, end) = (_textStart[row], _textStart[row + 1]);
        return start <= end && end - start <= int.MaxValue
            ? _text.Bytes(start, (int)(end - start))
            : throw new SegmentException("A text ends before it starts.");
    }
}

/// <summary>Points in time with their offset from UTC, in whole minutes.</summary>
internal readonly struct TimeColumn(Section utcTicks, Section offsetMinutes, int count)
{
    private readonly NumberColumn _utcTicks = new(utcTicks, count);
    private readonly NumberColumn _offsetMinutes = new(offsetMinutes, count);

    /// <exception cref="SegmentException">No such row, or what is there is no time.</exception>
    internal DateTimeOffset this[int row]
    {
        get
        {
            try
            {
                var utc = new DateTimeOffset(_utcTicks[row], TimeSpan.Zero);
                return utc.ToOffset(TimeSpan.FromMinutes(_offsetMinutes[row]));
            }
            catch (ArgumentException e)
            {
                throw new SegmentException("A time lies outside of what a time can be.", e);
            }
        }
    }
}
