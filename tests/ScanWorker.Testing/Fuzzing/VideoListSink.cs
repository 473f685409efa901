using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Testing.Fuzzing;

/// <summary>Keeps the entries that a list brings.</summary>
internal sealed class VideoListSink : IListSink
{
    public List<Entry> Entries { get; } = [];

    public void Begin(ListShape shape)
    {
    }

    public void Upsert(long line, Entry entry) => Entries.Add(entry);

    public void Withdraw(long line, EntryKey key, DateTimeOffset? at)
    {
    }

    public void HoldBack(long line, EntryKey key)
    {
    }

    public void Reject(Reject reject)
    {
    }

    public void Skip(long line, EntryKey? key = null)
    {
    }

    public void LeaveOut(string kind)
    {
    }

    public void Unlist(long line, EntryKey key, string classification, DateTimeOffset? at)
    {
    }

    public void End(ListLines lines)
    {
    }
}
