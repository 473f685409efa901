using System.Text.Json;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>
/// ThreatExchange's <c>threat_updates</c>: an indicator with the descriptors that members have written on it.
/// </summary>
internal sealed class ThreatExchangeFormat : IListFormat
{
    private static readonly string[] HashNames = ["hash", "md5", "sha", HashAlgorithm.Pdq.Id];
    private static readonly string[] DisagreeingTags = ["false_positive", "disputed"];

    public string Name => "threatexchange";

    public string? DefaultSource => "threatexchange";

    public bool RowsAreHashes => false;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start) =>
        JsonList.Begins(start, "\"indicator\""u8) && start.IndexOf("\"data\""u8) >= 0;

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        var bank = settings.RequireBank();
        JsonList.Read(list, sink, ["data", ""], (number, record) => Take(number, record, bank, settings, sink));
    }

    private static RejectReason? Take(
        long number, JsonElement record, string bank, ListSettings settings, IListSink sink)
    {
        if (record.Text("id") is not { } id)
        {
            return RejectReason.Malformed;
        }

        var entry = new Entry(bank, id, settings.Source);
        var descriptors = record.Object("descriptors")?.Items("data")
            .Where(item => item.ValueKind == JsonValueKind.Object).ToList() ?? [];
        if (!record.TryFlag("should_delete", out var isGone))
        {
            return RejectReason.BadValue;
        }

        var isTime = record.TryTime("last_updated", out var updatedAt);
        if (isGone || descriptors.Count == 0)
        {
            if (!isTime)
            {
                return RejectReason.BadValue;
            }

            sink.Withdraw(number, entry.Key, updatedAt); // Nobody says anything of it any more.
            return null;
        }

        if (record.Text("type") is not { } typeName || record.HashText("indicator") is not { } indicator)
        {
            return RejectReason.Malformed;
        }

        if (!HashTypes.TryParse(typeName, out var type))
        {
            return Skip(number, entry.Key, typeName, sink);
        }

        var hashes = new EntryHashes();
        if (!hashes.TryAdd(type, indicator))
        {
            return RejectReason.BadHash;
        }

        if (!isTime)
        {
            return RejectReason.BadValue;
        }

        sink.Upsert(number, WithOpinions(hashes.ApplyTo(entry) with { UpdatedAt = updatedAt }, descriptors));
        return null;
    }

    // Addresses, domains, texts and much more are indicators too; a kind of hash that nobody knows is told.
    private static RejectReason? Skip(long number, EntryKey key, string type, IListSink sink)
    {
        if (HashTypes.MatchedElsewhere(type) is { } kind)
        {
            sink.LeaveOut(kind);
        }
        else if (HashNames.Any(name => type.Contains(name, StringComparison.OrdinalIgnoreCase)))
        {
            return RejectReason.UnknownHashType;
        }

        sink.Skip(number, key);
        return null;
    }

    private static Entry WithOpinions(Entry entry, List<JsonElement> descriptors)
    {
        var negative = descriptors.Count(Disagrees);
        var addedOn = descriptors.Select(item => item.TryTime("added_on", out var time) ? time : null).Min();
        return entry with
        {
            PositiveOpinions = descriptors.Count - negative,
            NegativeOpinions = negative + descriptors.Sum(item => item.Items("reactions").Count(IsDisagreement)),
            Member = descriptors[0].Object("owner")?.Text("id"),
            Labels = [.. descriptors.SelectMany(TagsOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            AddedAt = addedOn,
        };
    }

    private static bool Disagrees(JsonElement descriptor) =>
        "NON_MALICIOUS".Equals(descriptor.Text("status"), StringComparison.OrdinalIgnoreCase)
        || TagsOf(descriptor).Any(tag => DisagreeingTags.Contains(tag, StringComparer.OrdinalIgnoreCase));

    private static bool IsDisagreement(JsonElement reaction) =>
        TextOf(reaction, "key") == "DISAGREE_WITH_TAGS";

    // A text, or an object that holds it.
    private static string? TextOf(JsonElement item, string member) => item.ValueKind switch
    {
        JsonValueKind.String => item.AsText(),
        JsonValueKind.Object => item.Text(member),
        _ => null,
    };

    // An array of texts, or an object {"data":[{"text":…}]}.
    private static IEnumerable<string> TagsOf(JsonElement descriptor) =>
        descriptor.Items("tags").Concat(descriptor.Object("tags")?.Items("data") ?? [])
            .Select(tag => TextOf(tag, "text"))
            .OfType<string>();
}
