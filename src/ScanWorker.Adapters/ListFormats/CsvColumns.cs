using System.Collections.Immutable;
using nietras.SeparatedValues;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Where the columns of one CSV are: positions from 0, or -1 for those that it does not have.</summary>
internal sealed class CsvColumns
{
    private static readonly ImmutableDictionary<string, string> OurNames = Names(
        ("hash", ["hash", "value", "signature", "hash_value"]),
        ("hash_type", ["hash_type", "hashtype", "type", "algorithm"]),
        ("md5", ["md5"]),
        ("sha1", ["sha1", "sha-1"]),
        ("sha256", ["sha256", "sha-256"]),
        ("pdq", ["pdq"]),
        ("entry_id", ["entry_id", "entryid", "id"]),
        ("source", ["source"]),
        ("member", ["member"]),
        ("classification", ["category", "classification"]),
        ("labels", ["labels", "tags"]),
        ("opinion", ["opinion"]),
        ("positive", ["positive", "positive_opinions"]),
        ("negative", ["negative", "negative_opinions"]),
        ("enabled", ["enabled"]),
        ("disabled_until", ["disabled_until", "disableduntil"]),
        ("note", ["note", "comment"]),
        ("status", ["status", "deleted", "withdrawn"]),
        ("added_at", ["added_at", "addedat", "created_at"]),
        ("updated_at", ["updated_at", "updatedat"]));

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    private CsvColumns(int count) => Count = count;

    /// <summary>How many columns the header has.</summary>
    public int Count { get; }

    public int Hash { get; private set; }

    public int HashType { get; private set; }

    /// <summary>Columns of one kind of hash each.</summary>
    public (HashType Type, int Place)[] Hashes { get; private set; } = [];

    public int EntryId { get; private set; }

    public int Source { get; private set; }

    public int Member { get; private set; }

    public int Classification { get; private set; }

    public int Labels { get; private set; }

    public int Opinion { get; private set; }

    public int Positive { get; private set; }

    public int Negative { get; private set; }

    public int Enabled { get; private set; }

    public int DisabledUntil { get; private set; }

    public int Note { get; private set; }

    public int Status { get; private set; }

    public int AddedAt { get; private set; }

    public int UpdatedAt { get; private set; }

    /// <summary>Whether a header is one that is understood without being told: it has a column of hashes.</summary>
    public static bool Knows(IEnumerable<string> header) => header.Any(name =>
        OurNames.TryGetValue(Plain(name), out var ours) && ours is "hash" or "md5" or "sha1" or "sha256" or "pdq");

    /// <exception cref="InvalidDataException">The header names no column of hashes, or a mapping names no column of
    /// ours.</exception>
    public static CsvColumns Find(SepReaderHeader header, ListSettings settings)
    {
        if (settings.Columns.Values.FirstOrDefault(ours => !OurNames.ContainsKey(ours)) is { } unknown)
        {
            var known = string.Join(", ", OurNames.Values.Distinct().Order(StringComparer.Ordinal));
            throw new InvalidDataException($"--columns names '{unknown}', which is none of: {known}.");
        }

        var columns = new CsvColumns(header.ColNames.Count);
        for (var i = 0; i < header.ColNames.Count; i++)
        {
            var name = Plain(header.ColNames[i]);
            if (OurNames.GetValueOrDefault(settings.Columns.GetValueOrDefault(name, name)) is { } ours)
            {
                columns._places.TryAdd(ours, i);
            }
        }

        columns.Resolve();
        return columns.Hash >= 0 || columns.Hashes.Length > 0
            ? columns
            : throw new InvalidDataException(
                "The header names no column of hashes; map one with --columns \"their name=md5\".");
    }

    private void Resolve()
    {
        Hash = Place("hash");
        HashType = Place("hash_type");
        Hashes = [.. Enum.GetValues<HashType>()
            .Select(type => (Type: type, Place: Place(HashTypes.NameOf(type)))).Where(column => column.Place >= 0)];
        EntryId = Place("entry_id");
        Source = Place("source");
        Member = Place("member");
        Classification = Place("classification");
        Labels = Place("labels");
        Opinion = Place("opinion");
        Positive = Place("positive");
        Negative = Place("negative");
        Enabled = Place("enabled");
        DisabledUntil = Place("disabled_until");
        Note = Place("note");
        Status = Place("status");
        AddedAt = Place("added_at");
        UpdatedAt = Place("updated_at");
    }

    private int Place(string ours) => _places.GetValueOrDefault(ours, -1);

    private static string Plain(string name) => name.Trim().Trim('"', '\uFEFF').Replace(' ', '_');

    private static ImmutableDictionary<string, string> Names(params (string Ours, string[] Known)[] rows) =>
        rows.SelectMany(row => row.Known.Select(known => (known, row.Ours)))
            .ToImmutableDictionary(pair => pair.known, pair => pair.Ours, StringComparer.OrdinalIgnoreCase);
}
