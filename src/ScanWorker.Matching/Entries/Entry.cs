using System.Collections.Immutable;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Entries;

/// <summary>One known item of a bank: all the hashes known of it together, and what its sources say about it.</summary>
/// <param name="Bank">Name of the bank, as in the policy file.</param>
/// <param name="EntryId">The source's id of the item; unique within its bank and source.</param>
/// <param name="Source">The list it came from, for example <c>ncmec</c>.</param>
public sealed record Entry(string Bank, string EntryId, string Source)
{
    public Hash128? Md5 { get; init; }

    public Hash160? Sha1 { get; init; }

    public Hash256? Sha256 { get; init; }

    public Hash512? Sha512 { get; init; }

    public Hash256? Pdq { get; init; }

    /// <summary>Of a video: its frames, at least one; null where none are known.</summary>
    public VideoFrames? Vpdq { get; init; }

    /// <summary>
    /// Industry classification (A1, A2, B1, B2) or a free label of the source; null when it gives none.
    /// </summary>
    public string? Classification { get; init; }

    /// <summary>The member of the source that contributed the item.</summary>
    public string? Member { get; init; }

    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>How many members say that the item belongs on the list, the contributor included.</summary>
    public int PositiveOpinions { get; init; } = 1;

    /// <summary>How many members say that it does not.</summary>
    public int NegativeOpinions { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>Until then the entry does not match.</summary>
    public DateTimeOffset? DisabledUntil { get; init; }

    public string? Note { get; init; }

    public DateTimeOffset? AddedAt { get; init; }

    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>What makes it the same entry in a later list or segment.</summary>
    public EntryKey Key => new(Bank, Source, EntryId);

    /// <summary>Members disagree: at least one opinion each way.</summary>
    public bool IsDisputed => PositiveOpinions > 0 && NegativeOpinions > 0;
}

/// <summary>
/// What a policy goes by of an entry, besides its bank: entries of one bank with equal traits decide the same, however
/// near they are.
/// </summary>
/// <param name="Enabled">It matches at all.</param>
/// <param name="DisabledUntil">Until then it does not.</param>
/// <param name="IsDenied">A member says that it does not belong on the list.</param>
/// <param name="PositiveOpinions">Of an entry that is denied only whether there are any: 0 or 1.</param>
public readonly record struct EntryTraits(
    bool Enabled, DateTimeOffset? DisabledUntil, bool IsDenied, int PositiveOpinions)
{
    /// <summary>Of what an entry says. Those that are disabled are all alike: they decide nothing.</summary>
    internal static EntryTraits Of(bool enabled, DateTimeOffset? disabledUntil, int positive, int negative) => enabled
        ? new(enabled, disabledUntil, negative > 0, negative > 0 ? Math.Min(positive, 1) : positive)
        : default;
}

/// <summary>What makes an entry the same entry in every import: its bank, its source and the source's id.</summary>
public readonly record struct EntryKey(string Bank, string Source, string EntryId)
{
    public override string ToString() => $"{Bank}/{Source}/{EntryId}";
}
