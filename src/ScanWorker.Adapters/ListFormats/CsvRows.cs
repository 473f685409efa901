using System.Globalization;
using nietras.SeparatedValues;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Makes entries of the rows of one CSV. Fields come trimmed and unquoted.</summary>
internal sealed class CsvRows(CsvColumns columns, ListSettings settings)
{
    private readonly string _bank = settings.RequireBank();

    /// <returns>Null, or why the row is not taken.</returns>
    public RejectReason? TryRead(SepReader.Row row, out Entry entry, out bool isWithdrawn)
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
        isWithdrawn = IsWithdrawn(Field(row, columns.Status));
        if (isWithdrawn)
        {
            return null;
        }

        return hashes.IsEmpty ? RejectReason.NoHash : ReadFacts(row, hashes, ref entry);
    }

    private RejectReason? ReadHashes(SepReader.Row row, ref EntryHashes hashes)
    {
        foreach (var (type, place) in columns.Hashes)
        {
            var text = row[place].Span;
            if (!text.IsEmpty && !hashes.TryAdd(type, text))
            {
                return RejectReason.BadHash;
            }
        }

        var hash = Field(row, columns.Hash);
        if (hash.IsEmpty)
        {
            return null;
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

        return hashes.TryAdd(named, hash) ? null : RejectReason.BadHash;
    }

    private RejectReason? ReadFacts(SepReader.Row row, in EntryHashes hashes, ref Entry entry)
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
            Pdq = hashes.Pdq,
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

    private static bool IsWithdrawn(ReadOnlySpan<char> status) =>
        status.Equals("deleted", StringComparison.OrdinalIgnoreCase)
        || status.Equals("withdrawn", StringComparison.OrdinalIgnoreCase)
        || status.Equals("removed", StringComparison.OrdinalIgnoreCase)
        || status.Equals("true", StringComparison.OrdinalIgnoreCase)
        || status is "1";

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

    private static ReadOnlySpan<char> Field(SepReader.Row row, int place) => place < 0 ? default : row[place].Span;

    // Sep gives the same string for the same text where a column repeats itself.
    private static string? Text(SepReader.Row row, int place) =>
        place < 0 || row[place].Span.IsEmpty ? null : row[place].ToString();
}
