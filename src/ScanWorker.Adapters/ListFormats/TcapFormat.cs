using System.Globalization;
using System.Text.Json;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Tech Against Terrorism's hash list: one hash a record, each with its own id.</summary>
internal sealed class TcapFormat : IListFormat
{
    public string Name => "tcap";

    public string? DefaultSource => "techagainstterrorism";

    public bool RowsAreHashes => false;

    public bool Resembles(string fileName, ReadOnlySpan<byte> start) =>
        JsonList.Begins(start, "\"hash_digest\""u8)
        || (JsonList.Begins(start, "\"results\""u8) && start.IndexOf("\"checkpoint\""u8) >= 0);

    public void Read(Stream list, ListSettings settings, IListSink sink)
    {
        var blank = new Entry(settings.RequireBank(), "", settings.Source);
        var count = new TcapCount();
        JsonList.Read(list, sink, ["results", ""], (number, record) => Take(number, record, blank, sink), count.Add);
        count.Check();
    }

    private static RejectReason? Take(long number, JsonElement record, Entry blank, IListSink sink)
    {
        if (!record.TryFlag("deleted", out var isGone))
        {
            return RejectReason.BadValue;
        }

        var hashes = new EntryHashes();
        var kind = record.Text("algorithm") is { } name ? HashTypes.MatchedElsewhere(name) : null;
        var skips = kind is not null;
        if (kind is not null && !isGone)
        {
            sink.LeaveOut(kind);
        }

        var reason = skips ? null : AddHash(record, ref hashes);
        if (record.Text("id") is not { } id)
        {
            if (reason is not null || skips)
            {
                return Skip(number, key: null, skips ? null : reason, sink);
            }

            id = hashes.MakeId(); // The list as one file has no ids.
        }

        var entry = blank with { EntryId = id };
        if (!isGone && (reason is not null || skips))
        {
            return Skip(number, entry.Key, skips ? null : reason, sink);
        }

        if (!record.TryTime("created_on", out var addedAt) || !record.TryTime("updated_on", out var updatedAt))
        {
            return RejectReason.BadValue;
        }

        if (isGone)
        {
            sink.Withdraw(number, entry.Key, updatedAt);
            return null;
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

    private static RejectReason? AddHash(JsonElement record, ref EntryHashes hashes)
    {
        if (record.Text("algorithm") is not { } algorithm || record.HashText("hash_digest") is not { } digest)
        {
            return RejectReason.Malformed;
        }

        return !HashTypes.TryParse(algorithm, out var type) ? RejectReason.UnknownHashType
            : hashes.TryAdd(type, digest) ? null : RejectReason.BadHash;
    }

    private static RejectReason? Skip(long number, EntryKey? key, RejectReason? reason, IListSink sink)
    {
        if (reason is null)
        {
            sink.Skip(number, key);
        }

        return reason;
    }

    /// <summary>Each page announces the count of the whole list: that of all pages, when all are there.</summary>
    private sealed class TcapCount
    {
        private long _records;
        private bool _isFirst = true;
        private bool _hasFirst;
        private JsonPage? _last;

        public void Add(JsonPage page)
        {
            _hasFirst |= _isFirst && page.Text("previous") is null;
            _isFirst = false;
            _records += page.Records;
            _last = page;
        }

        /// <exception cref="InvalidDataException">There are other numbers of records than announced.</exception>
        public void Check()
        {
            if (_last?.Text("count") is not { } text)
            {
                return;
            }

            var isWhole = _hasFirst && _last.Text("next") is null;
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
                || _records > count || (isWhole && _records < count))
            {
                throw new InvalidDataException(
                    $"The list announces {text} records and holds {_records}: it is not whole. Nothing is applied.");
            }
        }
    }
}
