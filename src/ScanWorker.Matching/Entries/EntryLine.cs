using System.Collections.Immutable;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Entries;

/// <summary>One line of the interchange form as it is on the wire: what has its default is not there.</summary>
internal sealed record EntryLine(string Bank, string Source, string EntryId)
{
    public Hash128? Md5 { get; init; }

    public Hash160? Sha1 { get; init; }

    public Hash256? Sha256 { get; init; }

    public Hash512? Sha512 { get; init; }

    public Hash256? Pdq { get; init; }

    public VideoFrames? Vpdq { get; init; }

    public string? Classification { get; init; }

    public string? Member { get; init; }

    public ImmutableArray<string>? Labels { get; init; }

    public int? PositiveOpinions { get; init; }

    public int? NegativeOpinions { get; init; }

    public bool? Enabled { get; init; }

    public DateTimeOffset? DisabledUntil { get; init; }

    public string? Note { get; init; }

    public DateTimeOffset? AddedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>Makes the line a tombstone: only its key counts.</summary>
    public bool? Withdrawn { get; init; }

    /// <summary>A person withdrew it, and it is held back from lists that name it; only of a tombstone.</summary>
    public bool? HeldBack { get; init; }

    internal static EntryLine Of(Entry entry) => new(entry.Bank, entry.Source, entry.EntryId)
    {
        Md5 = entry.Md5,
        Sha1 = entry.Sha1,
        Sha256 = entry.Sha256,
        Sha512 = entry.Sha512,
        Pdq = entry.Pdq,
        Vpdq = entry.Vpdq,
        Classification = entry.Classification,
        Member = entry.Member,
        Labels = entry.Labels.IsDefaultOrEmpty ? null : entry.Labels,
        PositiveOpinions = entry.PositiveOpinions == 1 ? null : entry.PositiveOpinions,
        NegativeOpinions = entry.NegativeOpinions == 0 ? null : entry.NegativeOpinions,
        Enabled = entry.Enabled ? null : false,
        DisabledUntil = entry.DisabledUntil,
        Note = entry.Note,
        AddedAt = entry.AddedAt,
        UpdatedAt = entry.UpdatedAt,
    };

    internal Entry ToEntry() => new(Bank, EntryId, Source)
    {
        Md5 = Md5,
        Sha1 = Sha1,
        Sha256 = Sha256,
        Sha512 = Sha512,
        Pdq = Pdq,
        Vpdq = Vpdq,
        Classification = Classification,
        Member = Member,
        Labels = Labels ?? [],
        PositiveOpinions = PositiveOpinions ?? 1,
        NegativeOpinions = NegativeOpinions ?? 0,
        Enabled = Enabled ?? true,
        DisabledUntil = DisabledUntil,
        Note = Note,
        AddedAt = AddedAt,
        UpdatedAt = UpdatedAt,
    };
}
