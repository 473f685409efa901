using System.Collections.Frozen;
using System.Globalization;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Makes entries of the rows of one CSV. Fields come trimmed and unquoted.</summary>
internal sealed class CsvRows(CsvColumns columns, ListSettings settings, GuessedKinds guessed)
{
    private static readonly FrozenDictionary<string, bool> Statuses = ((string[])
        ["deleted", "withdrawn", "removed", "retracted", "revoked", "tombstone", "true", "yes", "y", "1"])
        .Select(name => KeyValuePair.Create(name, true))
        .Concat(((string[])["", "active", "live", "valid", "listed", "current", "enabled", "new", "added", "updated",
            "received", "published", "confirmed", "verified", "ok", "false", "no", "n", "0"])
            .Select(name => KeyValuePair.Create(name, false)))
        .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private readonly string _bank = settings.RequireBank();

    /// <returns>Null, or why the row is not taken.</returns>
    public RejectReason? TryRead(DelimitedRow row, out Entry entry, out bool isWithdrawn)
    {
        (entry, isWithdrawn) = (new Entry(_bank, "", settings.Source), false);
        var hashes = new EntryHashes();
        if (ReadHashes(row, ref hashes) is { } reason)
        {
            return reason;
        }

        var entryId = Text(row, columns.EntryId);
        if (hashes.IsEmpty && entryId is null)
        {
            return RejectReason.NoHash;
        }

        entry = new Entry(_bank, entryId ?? hashes.MakeId(), Text(row, columns.Source) ?? settings.Source);
        if (!TryStatus(Field(row, columns.Status), out isWithdrawn))
        {
            return RejectReason.BadValue;
        }

        if (hashes.IsContradictory && !(isWithdrawn && entryId is not null))
        {
            return RejectReason.Contradiction;
        }

        if (isWithdrawn)
        {
            var isTime = TryTime(Field(row, columns.UpdatedAt), out var withdrawnAt);
            entry = entry with { UpdatedAt = withdrawnAt };
            return isTime ? null : RejectReason.BadValue;
        }

        return hashes.IsEmpty ? RejectReason.NoHash : ReadFacts(row, hashes, ref entry);
    }

    private RejectReason? ReadHashes(DelimitedRow row, ref EntryHashes hashes)
    {
        foreach (var (type, place) in columns.Hashes)
        {
            var text = row[place];
            if (!text.IsEmpty && !TryAdd(row, type, text, ref hashes))
            {
                return RejectReason.BadHash;
            }
        }

        var hash = Field(row, columns.Hash);
        if (hash.IsEmpty)
        {
            return null;
        }

        if (columns.HashType < 0 && settings.DefaultType is null)
        {
            return AddByLength(row, hash, ref hashes);
        }

        var told = Field(row, columns.HashType);
        if (!HashTypes.TryParse(told, out var named))
        {
            if (!told.IsEmpty || settings.DefaultType is not { } assumed)
            {
                return RejectReason.UnknownHashType;
            }

            named = assumed;
        }

        return TryAdd(row, named, hash, ref hashes) ? null : RejectReason.BadHash;
    }

    // 32 digits are MD5, 40 are SHA-1 and 128 are SHA-512; 64 are SHA-256 or PDQ, and nothing tells them apart.
    private RejectReason? AddByLength(DelimitedRow row, ReadOnlySpan<char> text, ref EntryHashes hashes)
    {
        if (HashTypes.TypeByLength(text) is { } type)
        {
            guessed.Add(row.Line, type);
            return TryAdd(row, type, text, ref hashes) ? null : RejectReason.BadHash;
        }

        HashDamage.Check(row.Line, text, null);
        return RejectReason.UnknownHashType;
    }

    private static bool TryAdd(DelimitedRow row, HashType type, ReadOnlySpan<char> text, ref EntryHashes hashes)
    {
        if (hashes.TryAdd(type, text))
        {
            return true;
        }

        HashDamage.Check(row.Line, text, type);
        return false;
    }

    private RejectReason? ReadFacts(DelimitedRow row, in EntryHashes hashes, ref Entry entry)
    {
        if (!TryOpinion(Field(row, columns.Opinion), out var positive, out var negative)
            || !TryNumber(Field(row, columns.Positive), ref positive)
            || !TryNumber(Field(row, columns.Negative), ref negative)
            || !TryTime(Field(row, columns.DisabledUntil), out var disabledUntil)
            || !TryTime(Field(row, columns.AddedAt), out var addedAt)
            || !TryTime(Field(row, columns.UpdatedAt), out var updatedAt)
            || !TryFlag(Field(row, columns.Enabled), out var enabled))
        {
            return RejectReason.BadValue;
        }

        entry = entry with
        {
            Md5 = hashes.Md5,
            Sha1 = hashes.Sha1,
            Sha256 = hashes.Sha256,
            Sha512 = hashes.Sha512,
            Pdq = hashes.Pdq,
            Vpdq = hashes.Vpdq,
            Classification = Text(row, columns.Classification),
            Member = Text(row, columns.Member),
            Labels = [.. Text(row, columns.Labels)?.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries) ?? []],
            PositiveOpinions = positive,
            NegativeOpinions = negative,
            Enabled = enabled,
            DisabledUntil = disabledUntil,
            Note = Text(row, columns.Note),
            AddedAt = addedAt,
            UpdatedAt = updatedAt,
        };
        return null;
    }

    private static bool TryOpinion(ReadOnlySpan<char> text, out int positive, out int negative)
    {
        (positive, negative) = (1, 0);
        if (text.IsEmpty || text.Equals("positive", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var isDisputed = text.Equals("disputed", StringComparison.OrdinalIgnoreCase);
        (positive, negative) = (isDisputed ? 1 : 0, 1);
        return isDisputed || text.Equals("negative", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryStatus(ReadOnlySpan<char> text, out bool isWithdrawn) =>
        Statuses.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text, out isWithdrawn);

    private static bool TryNumber(ReadOnlySpan<char> text, ref int number) =>
        text.IsEmpty || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryFlag(ReadOnlySpan<char> text, out bool flag)
    {
        flag = text is not "0";
        return text is "" or "0" or "1" || bool.TryParse(text, out flag);
    }

    private static bool TryTime(ReadOnlySpan<char> text, out DateTimeOffset? time)
    {
        time = null;
        return text.IsEmpty || ListTimes.TryParse(text, out time);
    }

    private static ReadOnlySpan<char> Field(DelimitedRow row, int place) => place < 0 ? default : row[place];

    private static string? Text(DelimitedRow row, int place) =>
        place < 0 || row[place].IsEmpty ? null : row.Text(place);
}
