using System.Text.Json;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>StopNCII's hash records: one hash each, identified by that hash; partners' feedback is opinions.</summary>
internal sealed class StopNciiFormat : IListFormat
{
    public string Name => "stopncii";

    public string? DefaultSource => "stopncii";

    public bool RowsAreHashes => false;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start) => JsonList.Begins(start, "\"hashRecords\""u8);

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        var bank = settings.RequireBank();
        JsonList.Read(list, sink, ["hashRecords"], (number, record) => Take(number, record, bank, settings, sink));
    }

    private static RejectReason? Take(
        long number, JsonElement record, string bank, ListSettings settings, IListSink sink)
    {
        if (record.Text("signalType") is not { } signal || record.Text("hashValue") is not { } value)
        {
            return RejectReason.Malformed;
        }

        if (TypeOf(signal) is not { } type)
        {
            sink.Skip();
            return null;
        }

        var hashes = new EntryHashes();
        if (!hashes.TryAdd(type, value))
        {
            return RejectReason.BadHash;
        }

        var entry = hashes.ApplyTo(new Entry(bank, hashes.MakeId(), settings.Source));
        if (record.Text("hashStatus") is "Withdrawn" or "Deleted")
        {
            sink.Withdraw(number, entry.Key);
            return null;
        }

        if (!record.TryTime("lastModtimestamp", out var updatedAt))
        {
            return RejectReason.BadValue;
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
            PositiveOpinions = 1 + feedback.Count(item => item.Text("feedbackValue") == "Blocked"),
            NegativeOpinions = feedback.Count(item => item.Text("feedbackValue") == "NotBlocked"),
            Labels = [.. feedback.SelectMany(item => item.Items("tags")).Select(tag => tag.GetString()).OfType<string>()
                .Distinct().Order(StringComparer.Ordinal)],
        };
    }

    // Pictures and videos alike: a digest matches the bytes of any upload.
    private static HashType? TypeOf(string signal) => signal switch
    {
        "ImagePDQ" => HashType.Pdq,
        "ImageMD5" or "VideoMD5" => HashType.Md5,
        "ImageSHA256" or "VideoSHA256" => HashType.Sha256,
        _ => null,
    };
}
