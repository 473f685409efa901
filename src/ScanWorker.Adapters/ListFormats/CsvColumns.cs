using System.Collections.Immutable;
using System.Text;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Where the columns of one CSV are: positions from 0, or -1 for those that it does not have.</summary>
internal sealed class CsvColumns
{
    private const string Ignored = "ignored";
    private static readonly ImmutableDictionary<string, string> OurNames = Names(
        ("hash", ["hash", "value", "signature", "hash_value", "hashvalue", "hash_digest", "digest", "fingerprint"]),
        ("hash_type", ["hash_type", "hashtype", "type", "algorithm", "signal_type"]),
        ("md5", ["md5", "md_5"]),
        ("sha1", ["sha1", "sha_1"]),
        ("sha256", ["sha256", "sha_256", "sha2_256"]),
        ("sha512", ["sha512", "sha_512", "sha2_512"]),
        (HashAlgorithm.Pdq.Id, [HashAlgorithm.Pdq.Id]),
        (VideoFrames.AlgorithmId, [VideoFrames.AlgorithmId]),
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
        ("status",
            ["status", "deleted", "is_deleted", "isdeleted", "should_delete", "withdrawn", "is_withdrawn",
                "iswithdrawn", "removed", "is_removed", "isremoved", "retracted", "is_retracted", "isretracted",
                "revoked", "is_revoked", "isrevoked", "tombstone", "is_tombstone", "istombstone"]),
        ("added_at", ["added_at", "addedat", "created_at"]),
        ("updated_at", ["updated_at", "updatedat"]),
        (Ignored, [Ignored]));

    private static readonly ImmutableArray<string> EmptyWords =
        ["hashvalue", "hash", "digest", "checksum", "sum", "value", "hex", "file", "image"];

    // Of two such columns, the one that is left out could say that an entry is another, or gone.
    private static readonly ImmutableArray<string> Decisive =
        [.. HashTypes.Names, "hash", "hash_type", "entry_id", "status"];

    // What a column is called that says whether an entry still belongs on the list, when we cannot tell how.
    private static readonly ImmutableArray<string> StandingWords =
        ["delet", "withdr", "remov", "retract", "revok", "revoc", "tombstone", "delist", "unlist", "expire", "expiry",
            "obsolete", "status", "active", "disabl"];

    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    private CsvColumns(int count) => Count = count;

    /// <summary>How many columns the header has.</summary>
    public int Count { get; }

    /// <summary>The names of those that nothing is taken from.</summary>
    public ImmutableArray<string> Unread { get; private set; } = [];

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
    public static bool Knows(IEnumerable<string> header) =>
        header.Any(name => OursOf(Plain(name)) is { } ours && (ours == "hash" || HashTypes.Names.Contains(ours)));

    /// <summary>Whether a header has a column of hashes, told or not.</summary>
    public static bool Knows(IReadOnlyCollection<string> header, ListSettings settings) =>
        Knows(header) || header.Any(name => settings.Columns.Keys.Any(told => Plain(told) == Plain(name)));

    /// <exception cref="InvalidDataException">The header names no column of hashes or one twice, a column may say that
    /// entries are gone and is not understood, or a mapping names a column that is not there.</exception>
    public static CsvColumns Find(IReadOnlyList<string> header, ListSettings settings)
    {
        if (settings.Columns.Values.FirstOrDefault(ours => !OurNames.ContainsKey(ours)) is { } unknown)
        {
            var known = string.Join(", ", OurNames.Values.Distinct().Order(StringComparer.Ordinal));
            throw new InvalidDataException($"--columns names '{unknown}', which is none of: {known}.");
        }

        var names = header.Select(Plain).ToList();
        var told = settings.Columns.ToDictionary(pair => Plain(pair.Key), pair => pair.Value, StringComparer.Ordinal);
        if (told.Keys.FirstOrDefault(name => !names.Contains(name)) is { } missing)
        {
            throw new InvalidDataException($"--columns names the column '{missing}', which the header does not have.");
        }

        var columns = new CsvColumns(header.Count);
        foreach (var (place, name) in names.Index().OrderBy(column => told.ContainsKey(column.Item) ? 0 : 1))
        {
            if (OursOf(told.GetValueOrDefault(name, name)) is { } ours && !columns._places.TryAdd(ours, place)
                && Decisive.Contains(ours) && !told.ContainsValue(ours))
            {
                throw new InvalidDataException(
                    $"The header has two columns that mean '{ours}': rename one, or map the right one with --columns.");
            }
        }

        columns.Unread = [.. header.Where((_, place) => !columns._places.ContainsValue(place))
            .Select(name => name.Length == 0 ? "(no name)" : name)];
        CheckStanding(columns.Unread.Where(name => !told.ContainsKey(Plain(name))));
        columns.Resolve();
        return columns.Hash >= 0 || columns.Hashes.Length > 0
            ? columns
            : throw new InvalidDataException(
                "The header names no column of hashes; map one with --columns \"their name=md5\".");
    }

    private static void CheckStanding(IEnumerable<string> unread)
    {
        if (unread.FirstOrDefault(name => Plain(name) is var plain
            && StandingWords.Any(word => plain.Contains(word, StringComparison.Ordinal))) is { } column)
        {
            throw new InvalidDataException(
                $"The column '{column}' may say that entries are gone, and is not understood. Nothing is applied: if its "
                + $"values mean what those of 'status' mean, pass --columns \"{column}=status\"; if it says nothing of "
                + $"the kind, pass --columns \"{column}={Ignored}\".");
        }
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

    // md5_hash, hash_md5, md5sum, "SHA-1 digest": a kind of hash and words that add nothing.
    private static string? OursOf(string name)
    {
        if (OurNames.GetValueOrDefault(name) is { } ours)
        {
            return ours;
        }

        foreach (var word in EmptyWords)
        {
            name = name.Replace(word, "", StringComparison.Ordinal).Trim('_');
        }

        return OurNames.GetValueOrDefault(name) is { } kind && HashTypes.Names.Contains(kind) ? kind : null;
    }

    private static string Plain(string name)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var letter in name)
        {
            if (char.IsLetterOrDigit(letter))
            {
                plain.Append(char.ToLowerInvariant(letter));
            }
            else if (letter is '_' or '-' or ' ' or '.' or '\u00A0' && plain is { Length: > 0 } && plain[^1] != '_')
            {
                plain.Append('_');
            }
        }

        return plain.ToString().TrimEnd('_');
    }

    private static ImmutableDictionary<string, string> Names(params (string Ours, string[] Known)[] rows) =>
        rows.SelectMany(row => row.Known.Select(known => (known, row.Ours)))
            .ToImmutableDictionary(pair => pair.known, pair => pair.Ours, StringComparer.OrdinalIgnoreCase);
}
