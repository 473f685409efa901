using System.Collections.Frozen;
using System.Text.Json;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>StopNCII's hash records: one hash each, identified by that hash; partners' feedback is opinions.</summary>
internal sealed class StopNciiFormat : IListFormat
{
    // "Unknown" says nothing against the case that somebody made.
    private static readonly FrozenDictionary<string, bool> Statuses = new Dictionary<string, bool>
    {
        [""] = false,
        ["Unknown"] = false,
        ["Received"] = false,
        ["Active"] = false,
        ["Withdrawn"] = true,
        ["Deleted"] = true,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public string Name => "stopncii";

    public string? DefaultSource => "stopncii";

    public bool RowsAreHashes => false;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start) => JsonList.Begins(start, "\"hashRecords\""u8);

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        var bank = settings.RequireBank();
        JsonList.Read(
            list,
            sink,
            ["hashRecords"],
            (number, record) => Take(number, record, bank, settings, sink),
            page => page.Check("count"));
    }

    private static RejectReason? Take(
        long number, JsonElement record, string bank, ListSettings settings, IListSink sink)
    {
        if (record.Text("signalType") is not { } signal || record.HashText("hashValue") is not { } value)
        {
            return RejectReason.Malformed;
        }

        if (!HashTypes.TryParse(signal, out var type))
        {
            if (HashTypes.MatchedElsewhere(signal) is not { } kind)
            {
                return RejectReason.UnknownHashType;
            }

            sink.LeaveOut(kind);
            sink.Skip(number);
            return null;
        }

        var hashes = new EntryHashes();
        if (!hashes.TryAdd(type, value))
        {
            return RejectReason.BadHash;
        }

        var entry = hashes.ApplyTo(new Entry(bank, hashes.MakeId(), settings.Source));
        if (!Statuses.TryGetValue(record.Text("hashStatus")?.Trim() ?? "", out var isGone))
        {
            return RejectReason.BadValue;
        }

        if (!record.TryTime("lastModtimestamp", out var updatedAt))
        {
            return RejectReason.BadValue;
        }

        if (isGone)
        {
            sink.Withdraw(number, entry.Key, updatedAt);
            return null;
        }

        sink.Upsert(number, WithFeedback(entry with { UpdatedAt = updatedAt }, record));
        return null;
    }

    // The person who made the case is the first to say that the picture belongs on the list.
    private static Entry WithFeedback(Entry entry, JsonElement record)
    {
        var feedback = record.Items("CSPFeedbacks").ToList();
        return entry with
        {
            PositiveOpinions = 1 + feedback.Count(item => Says(item, "Blocked")),
            NegativeOpinions = feedback.Count(item => Says(item, "NotBlocked")),
            Labels = [.. feedback.SelectMany(item => item.Items("tags"))
                .Where(tag => tag.ValueKind == JsonValueKind.String).Select(tag => tag.AsText())
                .Distinct().Order(StringComparer.Ordinal)],
        };
    }

    private static bool Says(JsonElement feedback, string value) =>
        string.Equals(feedback.Text("feedbackValue"), value, StringComparison.OrdinalIgnoreCase);
}
