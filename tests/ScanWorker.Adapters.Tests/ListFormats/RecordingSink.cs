using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.Tests.ListFormats;

/// <summary>Keeps what a format says.</summary>
internal sealed class RecordingSink : IListSink
{
    public List<(long Line, Entry Entry)> Upserts { get; } = [];

    public List<(long Line, EntryKey Key)> Withdrawals { get; } = [];

    public List<EntryKey> HeldBack { get; } = [];

    public List<Reject> Rejects { get; } = [];

    public int Skips { get; private set; }

    public ListShape? Shape { get; private set; }

    public void Begin(ListShape shape) => Shape = shape;

    public void Upsert(long line, Entry entry) => Upserts.Add((line, entry));

    public void Withdraw(long line, EntryKey key, DateTimeOffset? at) => Withdrawals.Add((line, key));

    public void HoldBack(long line, EntryKey key) => HeldBack.Add(key);

    public void Reject(Reject reject) => Rejects.Add(reject);

    public void Skip(long line, EntryKey? key = null) => Skips++;

    public List<string> LeftOut { get; } = [];

    public void LeaveOut(string kind) => LeftOut.Add(kind);

    public void Unlist(long line, EntryKey key, string classification, DateTimeOffset? at) => Skips++;

    public ListLines? Lines { get; private set; }

    public void End(ListLines lines) => Lines = lines;

    /// <summary>The entry with this id.</summary>
    public Entry Entry(string id) => Upserts.Select(upsert => upsert.Entry).Single(entry => entry.EntryId == id);
}
