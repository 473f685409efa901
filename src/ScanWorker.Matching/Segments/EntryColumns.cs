using System.Runtime.InteropServices;
using ScanWorker.Hashing;
using ScanWorker.Matching.HashSets;

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

    internal int Entries => _entryKeys.Count;

    internal int Withdrawals => _withdrawalKeys.Count;

    /// <returns>The hash of the entry's key.</returns>
    internal ulong Add(Entry entry)
    {
        var row = Entries;
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
