
namespace ScanWorker.Matching.HashSets.Imports;

/// <summary>Gathers one list and works out what it changes. One list, one session; not thread-safe.</summary>
/// <param name="known">What is there already.</param>
/// <param name="now">The time that new and changed entries get.</param>
public sealed class ImportSession(IKnownEntries known, DateTimeOffset now) : IListSink
{
    private readonly Dictionary<EntryKey, Entry?> _incoming = [];
    private long _read;
    private long _quarantined;

    public void Upsert(long line, Entry entry)
    {
        _read++;
        var key = entry.Key;
        _incoming[key] = _incoming.TryGetValue(key, out var before) && before is not null ? Merge(before, entry) : entry;
    }

    public void Withdraw(long line, EntryKey key)
    {
        _read++;
        _incoming[key] = null;
    }

    public void Reject(long line, RejectReason reason, string? text)
    {
        _read++;
        _quarantined++;
    }

    /// <summary>Compares what was gathered with what is known.</summary>
    public ImportChanges Finish()
    {
        var upserts = new List<Entry>();
        var withdrawals = new List<EntryKey>();
        var (added, unchanged) = (0L, 0L);
        foreach (var (key, entry) in _incoming)
        {
            var isKnown = known.TryGet(key, out var before);
            if (entry is null)
            {
                if (isKnown)
                {
                    withdrawals.Add(key);
                }
            }
            else if (before is null)
            {
                added++;
                upserts.Add(entry with { AddedAt = entry.AddedAt ?? now, UpdatedAt = entry.UpdatedAt ?? now });
            }
            else if (Resembles(before, entry))
            {
                unchanged++;
            }
            else
            {
                upserts.Add(entry with { AddedAt = entry.AddedAt ?? before.AddedAt, UpdatedAt = entry.UpdatedAt ?? now });
            }
        }

        var counts = new ImportCounts(_read, added, upserts.Count - added, withdrawals.Count, unchanged, _quarantined);
        return new ImportChanges(upserts, withdrawals, counts);
    }

    private static Entry Merge(Entry before, Entry entry) => entry with
    {
        Md5 = entry.Md5 ?? before.Md5,
        Sha1 = entry.Sha1 ?? before.Sha1,
        Sha256 = entry.Sha256 ?? before.Sha256,
        Pdq = entry.Pdq ?? before.Pdq,
    };

    // Lists that give no times must not make every entry look changed.
    private static bool Resembles(Entry before, Entry entry)
    {
        var timed = entry with
        {
            AddedAt = entry.AddedAt ?? before.AddedAt,
            UpdatedAt = entry.UpdatedAt ?? before.UpdatedAt,
            Labels = before.Labels,
        };
        return timed == before && entry.Labels.AsSpan().SequenceEqual(before.Labels.AsSpan());
    }
}
