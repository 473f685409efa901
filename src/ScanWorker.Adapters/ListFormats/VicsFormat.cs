using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Project VIC's JSON, as hash sets (<c>value[]</c>) and as case exports (<c>value[].Media[]</c>).</summary>
/// <remarks>
/// An entry's id is made of its MD5, which records have unless their writer lost it: a <c>MediaID</c> is a number of
/// one file only. Categories 1 and 2 are taken unless others are named: 0 is uncategorised, and higher ones hold
/// comparison and non-pertinent pictures.
/// </remarks>
internal sealed class VicsFormat : IListFormat
{
    private static readonly ImmutableHashSet<string> DefaultCategories = ["1", "2"];
    private const string Uncategorised = "0"; // Says nothing of the item.
    private const int LevelOfValue = 2;
    private static readonly string[] Flags =
        ["VictimIdentified", "OffenderIdentified", "IsDistributed", "IsSuspected", "SelfGenerated", "IsPrecategorized"];

    public string Name => "vics";

    public string? DefaultSource => "projectvic";

    public bool RowsAreHashes => false;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start) =>
        JsonList.Begins(start, "\"MediaID\""u8)
            || (JsonList.Begins(start, "@odata"u8) && start.IndexOf("\"value\""u8) >= 0);

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        var bank = settings.RequireBank();
        var categories = settings.Categories ?? DefaultCategories;
        JsonList.Read(
            list, sink, ["value", "value/Media", "Media"],
            (number, record) => Take(number, record, new Entry(bank, "", settings.Source), categories, sink),
            CheckCount);
    }

    private static RejectReason? Take(
        long number, JsonElement record, Entry blank, ImmutableHashSet<string> categories, IListSink sink)
    {
        var (hashes, named) = (new EntryHashes(), new EntryHashes());
        var md5 = record.Text("MD5");
        var sha1 = record.Text("SHA1");
        if (md5 is null && sha1 is null)
        {
            return RejectReason.NoHash;
        }

        if ((md5 is not null && (!hashes.TryAdd(HashType.Md5, md5) || !named.TryAdd(HashType.Md5, md5)))
            || (sha1 is not null && !hashes.TryAdd(HashType.Sha1, sha1)))
        {
            return RejectReason.BadHash;
        }

        if (CategoryOf(record) is not { } category)
        {
            return RejectReason.BadValue;
        }

        var isTime = record.TryTime("DateUpdated", out var updatedAt);
        var entry = blank with { EntryId = (md5 is null ? hashes : named).MakeId() };
        var classification = $"vics-{category}";
        if (!categories.Contains(category))
        {
            if (category == Uncategorised)
            {
                sink.Skip(number);
            }
            else
            {
                sink.Unlist(number, entry.Key, classification, updatedAt);
            }

            return null;
        }

        if (!isTime)
        {
            return RejectReason.BadValue;
        }

        sink.Upsert(number, hashes.ApplyTo(entry) with
        {
            Classification = classification,
            Labels = [.. Labels(record)],
            UpdatedAt = updatedAt,
        });
        return null;
    }

    // 1, "1", 1.0, " 01 "; null when it is missing, or no whole number.
    private static string? CategoryOf(JsonElement record) =>
        decimal.TryParse(
            record.Text("Category"),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
            CultureInfo.InvariantCulture,
            out var number) && decimal.IsInteger(number)
            ? ((int)Math.Min(number, int.MaxValue)).ToString(CultureInfo.InvariantCulture)
            : null;

    // OData announces how many objects "value" holds: cases or media, and of cases only the media are records.
    private static void CheckCount(JsonPage page)
    {
        if (page.Text("@odata.nextLink") is null && page.Level == LevelOfValue)
        {
            page.Check("@odata.count");
        }
    }

    private static IEnumerable<string> Labels(JsonElement record)
    {
        foreach (var flag in Flags)
        {
            if (record.Flag(flag))
            {
                yield return flag;
            }
        }

        if (record.Text("Series") is { } series)
        {
            yield return $"series:{series}";
        }

        var tags = record.Text("Tags")
            ?.Split([',', ';'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            ?? record.Items("Tags").Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.AsText());
        foreach (var tag in tags)
        {
            yield return tag;
        }
    }
}
