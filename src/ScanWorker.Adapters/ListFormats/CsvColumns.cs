using System.Collections.Immutable;
using System.Globalization;
using nietras.SeparatedValues;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Where the columns of one CSV are; -1 for those that it does not have.</summary>
internal sealed class CsvColumns
{
    private static readonly ImmutableDictionary<string, string> Ours = Names(
        "hash", "hash", "value", "hash", "signature", "hash",
        "hash_type", "hash_type", "hashtype", "hash_type", "type", "hash_type", "algorithm", "hash_type",
        "md5", "md5", "sha1", "sha1", "sha-1", "sha1", "sha256", "sha256", "sha-256", "sha256", "pdq", "pdq",
        "entry_id", "entry_id", "entryid", "entry_id", "id", "entry_id",
        "source", "source", "member", "member", "note", "note", "labels", "labels", "tags", "labels",
        "category", "classification", "classification", "classification",
        "opinion", "opinion", "positive", "positive", "negative", "negative",
        "enabled", "enabled", "disabled_until", "disabled_until", "status", "status", "deleted", "status",
        "added_at", "added_at", "created_at", "added_at", "updated_at", "updated_at");

    private readonly ImmutableDictionary<string, int> _places;
    private readonly ListSettings _settings;
    private readonly int _hash;
    private readonly int _hashType;
    private readonly (HashType Type, int Place)[] _hashes;
    private readonly int _entryId;

    private CsvColumns(ImmutableDictionary<string, int> places, int count, ListSettings settings)
    {
        _places = places;
        _settings = settings;
        Count = count;
        _hash = Place("hash");
        _hashType = Place("hash_type");
        _entryId = Place("entry_id");
        _hashes = [.. Enum.GetValues<HashType>()
            .Select(type => (type, Place(HashTypes.NameOf(type)))).Where(column => column.Item2 >= 0)];
    }

    /// <summary>How many columns the header has.</summary>
    public int Count { get; }

    /// <summary>Whether a header is one of ours: it has a column of hashes.</summary>
    public static bool Knows(IEnumerable<string> header) => header.Any(name =>
        Ours.TryGetValue(name.Trim().Trim('"'), out var ours) && ours is "hash" or "md5" or "sha1" or "sha256" or "pdq");

    /// <exception cref="InvalidDataException">The header names no column of hashes.</exception>
    public static CsvColumns Find(SepReaderHeader header, ListSettings settings)
    {
        var places = ImmutableDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < header.ColNames.Count; i++)
        {
            var name = header.ColNames[i].Trim().Trim('"');
            var ours = settings.Columns.TryGetValue(name, out var mapped) ? mapped : Ours.GetValueOrDefault(name);
            if (ours is not null)
            {
                places.TryAdd(ours, i);
            }
        }

        var columns = new CsvColumns(places.ToImmutable(), header.ColNames.Count, settings);
        return columns._hashes.Length > 0 || columns._hash >= 0
            ? columns
            : throw new InvalidDataException("The header names no column of hashes; map one with --columns \"their name=md5\".");
    }

    /// <returns>Null, or why the row is not taken.</returns>
    public RejectReason? TryRead(SepReader.Row row, out Entry entry, out bool isWithdrawn)
    {
        entry = new Entry("", "", "");
        isWithdrawn = false;
        var hashes = new EntryHashes();
        if (ReadHashes(row, ref hashes) is { } reason)
        {
            return reason;
        }

        var entryId = Text(row, _entryId);
        if (hashes.IsEmpty && entryId is null)
        {
            return RejectReason.NoHash;
        }

        entry = new Entry(_settings.Bank, entryId ?? hashes.MakeId(), Text(row, "source") ?? _settings.Source);
        isWithdrawn = IsWithdrawn(Text(row, "status"));
        if (isWithdrawn)
        {
            return null;
        }

        entry = hashes.ApplyTo(entry);
        return hashes.IsEmpty ? RejectReason.NoHash : ReadFacts(row, ref entry);
    }

    private RejectReason? ReadHashes(SepReader.Row row, ref EntryHashes hashes)
    {
        foreach (var (type, place) in _hashes)
        {
            var text = row[place].Span.Trim();
            if (!text.IsEmpty && !hashes.TryAdd(type, text))
            {
                return RejectReason.BadHash;
            }
        }

        if (_hash < 0 || row[_hash].Span.Trim().IsEmpty)
        {
            return null;
        }

        var told = _hashType >= 0 ? row[_hashType].Span.Trim() : default;
        HashType type2;
        if (told.IsEmpty && _settings.DefaultType is { } fallback)
        {
            type2 = fallback;
        }
        else if (!HashTypes.TryParse(told, out type2))
        {
            return RejectReason.UnknownHashType;
        }

        return hashes.TryAdd(type2, row[_hash].Span) ? null : RejectReason.BadHash;
    }

    private RejectReason? ReadFacts(SepReader.Row row, ref Entry entry)
    {
        var (positive, negative) = (Text(row, "opinion")?.ToUpperInvariant()) switch
        {
            null or "POSITIVE" => (1, 0),
            "NEGATIVE" => (0, 1),
            "DISPUTED" => (1, 1),
            _ => (-1, -1),
        };
        if (positive < 0
            || !TryNumber(Text(row, "positive"), ref positive)
            || !TryNumber(Text(row, "negative"), ref negative)
            || !TryTime(Text(row, "disabled_until"), out var disabledUntil)
            || !TryTime(Text(row, "added_at"), out var addedAt)
            || !TryTime(Text(row, "updated_at"), out var updatedAt)
            || !TryFlag(Text(row, "enabled"), out var enabled))
        {
            return RejectReason.BadValue;
        }

        entry = entry with
        {
            Classification = Text(row, "classification"),
            Member = Text(row, "member"),
            Labels = [.. Text(row, "labels")?.Split([' ', '|'], StringSplitOptions.RemoveEmptyEntries) ?? []],
            PositiveOpinions = positive,
            NegativeOpinions = negative,
            Enabled = enabled,
            DisabledUntil = disabledUntil,
            Note = Text(row, "note"),
            AddedAt = addedAt,
            UpdatedAt = updatedAt,
        };
        return null;
    }

    private static bool IsWithdrawn(string? status) =>
        status?.ToUpperInvariant() is "DELETED" or "WITHDRAWN" or "TRUE" or "1" or "REMOVED";

    private static bool TryNumber(string? text, ref int number) =>
        text is null || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryFlag(string? text, out bool flag)
    {
        flag = true;
        return text is null || bool.TryParse(text, out flag);
    }

    private static bool TryTime(string? text, out DateTimeOffset? time)
    {
        time = null;
        if (text is null)
        {
            return true;
        }

        var isTime = DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read);
        time = read;
        return isTime;
    }

    private int Place(string ours) => _places.GetValueOrDefault(ours, -1);

    private string? Text(SepReader.Row row, string ours) => Text(row, Place(ours));

    private static string? Text(SepReader.Row row, int place)
    {
        if (place < 0)
        {
            return null;
        }

        var text = row[place].Span.Trim();
        return text.IsEmpty ? null : text.ToString();
    }

    private static ImmutableDictionary<string, string> Names(params string[] pairs) =>
        pairs.Chunk(2).ToImmutableDictionary(pair => pair[0], pair => pair[1], StringComparer.OrdinalIgnoreCase);
}
