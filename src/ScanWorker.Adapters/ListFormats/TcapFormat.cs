using System.Text.Json;
using ScanWorker.Matching.HashSets;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Tech Against Terrorism's hash list: one hash a record, each with its own id.</summary>
internal sealed class TcapFormat : IListFormat
{
    public string Name => "tcap";

    public string? DefaultSource => "techagainstterrorism";

    public bool RowsAreHashes => false;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start) =>
        JsonList.Begins(start, "\"results\""u8) && start.IndexOf("\"hash_digest\""u8) >= 0;

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        var bank = settings.RequireBank();
        JsonList.Read(list, sink, ["results", ""], (number, record) => Take(number, record, bank, settings, sink));
    }

    private static RejectReason? Take(
        long number, JsonElement record, string bank, ListSettings settings, IListSink sink)
    {
        if (record.Text("id") is not { } id)
        {
            return RejectReason.Malformed;
        }

        var entry = new Entry(bank, id, settings.Source);
        if (record.Flag("deleted"))
        {
            sink.Withdraw(number, entry.Key);
            return null;
        }

        if (record.Text("algorithm") is not { } algorithm || record.Text("hash_digest") is not { } digest)
        {
            return RejectReason.Malformed;
        }

        if (!HashTypes.TryParse(algorithm, out var type))
        {
            sink.Skip(); // SHA-512 is on the list too.
            return null;
        }

        var hashes = new EntryHashes();
        if (!hashes.TryAdd(type, digest))
        {
            return RejectReason.BadHash;
        }

        if (!record.TryTime("created_on", out var addedAt) || !record.TryTime("updated_on", out var updatedAt))
        {
            return RejectReason.BadValue;
        }

        sink.Upsert(number, hashes.ApplyTo(entry) with
        {
            Classification = record.Text("ideology"),
            Labels = record.Text("file_type") is { } fileType ? [fileType] : [],
            AddedAt = addedAt,
            UpdatedAt = updatedAt,
        });
        return null;
    }
}
