using System.Collections.Immutable;
using System.Text.Json;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Project VIC's JSON, as hash sets (<c>value[]</c>) and as case exports (<c>value[].Media[]</c>).</summary>
/// <remarks>
/// An entry's id is made of its MD5, which every record has: a <c>MediaID</c> is a number of one file only. Categories
/// 1 and 2 are
/// taken unless others are named: 0 is uncategorised, and higher ones hold comparison and non-pertinent pictures.
/// </remarks>
internal sealed class VicsFormat : IListFormat
{
    private static readonly ImmutableHashSet<string> DefaultCategories = ["1", "2"];
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
            (number, record) => Take(number, record, new Entry(bank, "", settings.Source), categories, sink));
    }

    private static RejectReason? Take(
        long number, JsonElement record, Entry blank, ImmutableHashSet<string> categories, IListSink sink)
    {
        if (record.Text("MD5") is not { } md5)
        {
            return RejectReason.NoHash;
        }

        var (hashes, ofMd5) = (new EntryHashes(), new EntryHashes());
        if (!ofMd5.TryAdd(HashType.Md5, md5) || !hashes.TryAdd(HashType.Md5, md5)
            || (record.Text("SHA1") is { } sha1 && !hashes.TryAdd(HashType.Sha1, sha1)))
        {
            return RejectReason.BadHash;
        }

        var category = record.Text("Category") ?? "0";
        if (!categories.Contains(category))
        {
            sink.Skip();
            return null;
        }

        if (!record.TryTime("DateUpdated", out var updatedAt))
        {
            return RejectReason.BadValue;
        }

        sink.Upsert(number, hashes.ApplyTo(blank with { EntryId = ofMd5.MakeId() }) with
        {
            Classification = $"vics-{category}",
            Labels = [.. Labels(record)],
            UpdatedAt = updatedAt,
        });
        return null;
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
            ?? record.Items("Tags").Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.GetString())
                .OfType<string>();
        foreach (var tag in tags)
        {
            yield return tag;
        }
    }
}
