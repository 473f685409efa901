using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Matching.Segments;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Lookback;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Verdicts;

namespace ScanWorker.Replay.Tests.Decisions;

/// <summary>
/// Topics, versions and quarantines in memory, with the program's own judging and looking back; and what a plain
/// definition says is right.
/// </summary>
internal sealed class DecisionWorld
{
    /// <summary>One bank of each kind.</summary>
    public static readonly string[] Banks = ["block", "intimate", "review", "observe", "negative"];

    private static readonly VerdictPolicy Policy = PolicyFile.Read("""
        { "banks": {
            "intimate": { "reportable": false }, "review": { "action": "review" }, "observe": { "action": "observe" },
            "negative": { "negative": true } } }
        """u8, []) ?? throw new AssertionException("The policy is wrong.");

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 11, 28, 0, 0, 0, TimeSpan.Zero));
    private readonly LateComposer _composer = new(new WorkerData("1", "lookback"), "/test");
    private readonly EventComposer _first = new(new WorkerData("1", "worker"), "/test");
    private readonly List<ImmutableArray<Segment>> _versions = [[]];
    private readonly HashSet<EntryKey> _quarantined = [];
    private readonly List<int> _uploads = [];
    private readonly PerceptualHash[] _hashes = new PerceptualHash[256];
    private int _lookedBackOver; // The last version to which a look back came to its end.

    public List<InboundRecord> Verdicts { get; } = [];

    public List<(OutboundTopic Topic, string Id, string Type, byte[] Value)> Written { get; } = [];

    public int Version => _versions.Count - 1;

    private HashIndex Index => HashIndex.Build(_versions[^1]);

    /// <summary>An entry of one bank and picture is listed, or listed anew with other facts.</summary>
    public void List(int bank, int picture, bool isDenied, bool isEnabled)
    {
        var segment = new SegmentBuilder();
        segment.Add(new Entry(Banks[bank], $"e{picture}", "list")
        {
            Pdq = PastVerdicts.Hash(picture),
            NegativeOpinions = isDenied ? 1 : 0,
            Enabled = isEnabled,
        });
        _versions.Add(_versions[^1].Add(segment.Build()));
    }

    public void Withdraw(int bank, int picture)
    {
        var segment = new SegmentBuilder();
        segment.Withdraw(Key(bank, picture));
        _versions.Add(_versions[^1].Add(segment.Build()));
    }

    /// <summary>A new version with the content of an earlier one; it shares its segments.</summary>
    public void RollBack(int version) => _versions.Add(_versions[version % _versions.Count]);

    /// <summary>All deltas become one base, as a custodian's publish does now and then.</summary>
    public void Compact()
    {
        var (index, segment) = (Index, new SegmentBuilder());
        foreach (var entry in NewEntries.Between(HashIndex.Empty, index))
        {
            segment.Add(entry);
        }

        _versions.Add([segment.Build()]);
    }

    public void Quarantine(int bank, int picture) => _quarantined.Add(Key(bank, picture));

    public void Release(int bank, int picture) => _quarantined.Remove(Key(bank, picture));

    /// <summary>An upload of a picture is judged by the set as it is.</summary>
    public void Upload(int picture)
    {
        var number = _uploads.Count;
        _uploads.Add(picture);
        var seen = PastVerdicts.Unknown(picture) with { UploadId = $"u{number}", HashSetVersion = Version };
        var findings = new FingerprintJudge(Set(Version), Policy, new SearchPlanner())
            .FindingsOf(seen, _clock.GetUtcNow()) ?? throw new AssertionException("A verdict has no digests.");
        var verdict = Policy.Judge(findings, _clock.GetUtcNow(), SofteningOf);
        var position = new RecordPosition(new TopicPartition("uploads", number % 2), number);
        var record = new InboundRecord(position, _clock.GetUtcNow(), null, null, []);
        var upload = new UploadEvent(
            new UploadData { UploadId = seen.UploadId, Content = new UploadContent() },
            new ScanWorker.Pipeline.Content.ContentLocation.Inline(default), null, EventContext.None);
        var result = new ScanResult(verdict, Version, Policy.Version, _clock.GetUtcNow(), null) { Findings = findings };
        Write([.. _first.Compose(record, upload, result)]);
    }

    /// <summary>Looks back over the versions that it has not looked back over, as the worker does.</summary>
    /// <param name="killAfter">Uploads after which it is killed; null: it runs to its end.</param>
    public void LookBack(int? killAfter = null)
    {
        var entries = new NewEntriesBuilder(bank => Policy.BankOf(bank).Negative);
        foreach (var version in _versions.Skip(_lookedBackOver))
        {
            entries.Add(HashIndex.Build(version));
        }

        if (Run(Version, LookbackKind.Everything, entries.Build(), killAfter))
        {
            _lookedBackOver = Version;
        }
    }

    /// <summary>As the command with --all, and with --entries and --withdrawn: whatever the worker has done.</summary>
    public int Run(LookbackKind kind, int? killAfter = null)
    {
        var before = Written.Count;
        _ = Run(Version, kind, Index, killAfter);
        return Written.Count - before;
    }

    /// <summary>What is wrong with what the topics say last of each upload; null: nothing.</summary>
    public string? Problem()
    {
        var repeated = Written.GroupBy(written => written.Id).FirstOrDefault(group => group.Count() > 1);
        return repeated is not null ? $"{repeated.Key} was written {repeated.Count()} times"
            : Enumerable.Range(0, _uploads.Count).Select(ProblemOf).FirstOrDefault(problem => problem is not null);
    }

    public override string ToString() => string.Join('\n', Written.Select(
        written => $"{written.Id}: {ActionIn(written.Value)}"));

    private static string? ActionIn(byte[] json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.GetProperty("action").GetString();
    }

    private static EntryKey Key(int bank, int picture) => new(Banks[bank], "list", $"e{picture}");

    private static EntryKey KeyOf(KnownMatch match) => new(match.Bank, match.Source, match.EntryId);

    private Softening? SofteningOf(KnownMatch match) =>
        _quarantined.Contains(KeyOf(match)) ? Softening.Quarantined : null;

    private string? ProblemOf(int upload)
    {
        var wasBlocked = Last(upload, OutboundTopic.Blocks)?.Type == EventTypes.Block;
        var (action, reportable) = Right(_uploads[upload], wasBlocked);
        var blocks = Last(upload, OutboundTopic.Blocks) is var (type, value)
            ? type == EventTypes.Block ? PolicyAction.Block : ActionOf(value)
            : (PolicyAction?)null;
        if (blocks is null ? action == PolicyAction.Block : blocks != action)
        {
            return $"u{upload}: scan.blocks says {blocks}, right is {action}";
        }

        var report = Last(upload, OutboundTopic.Reports) is var (last, json) && last == EventTypes.Report
            ? JsonSerializer.Deserialize(json, EventJson.Default.ReportEvent)
            : null;
        return (report?.Action, report?.Reportable) == (action >= PolicyAction.Review ? action : null,
            action >= PolicyAction.Review ? reportable : null)
                ? null
                : $"u{upload}: scan.reports says {report?.Action} {report?.Reportable}, right is {action} {reportable}";
    }

    // The plain definition: each picture matches the entries of its own number, and no other.
    private (PolicyAction Action, bool Reportable) Right(int picture, bool isBlocked)
    {
        var live = Enumerable.Range(0, Banks.Length).Select(bank => (Key: Key(bank, picture), Bank: Banks[bank]))
            .Where(listed => Index.Find(listed.Key) >= 0)
            .Select(listed => (listed.Bank, listed.Key, Entry: Index.GetEntry(Index.Find(listed.Key))))
            .Where(listed => listed.Entry.Enabled).ToList();
        if (live.Exists(listed => listed.Bank == "negative"))
        {
            return (PolicyAction.Allow, false);
        }

        var actions = live.Select(listed => (listed.Bank, Action: ActionOf(listed.Bank, listed.Entry, listed.Key)))
            .ToList();
        var action = actions.Select(acted => acted.Action).DefaultIfEmpty(PolicyAction.Allow).Max();
        return (action, actions.Exists(
            acted => acted.Action >= PolicyAction.Review && acted.Bank is "block" or "review"));

        PolicyAction ActionOf(string bank, Entry entry, EntryKey key) => bank switch
        {
            "observe" => PolicyAction.Observe,
            "review" => PolicyAction.Review,
            _ when entry.NegativeOpinions > 0 || (!isBlocked && _quarantined.Contains(key)) => PolicyAction.Review,
            _ => PolicyAction.Block,
        };
    }

    private (string Type, byte[] Value)? Last(int upload, OutboundTopic topic) => Written
        .Where(written => written.Topic == topic && written.Id.StartsWith($"uploads/{upload % 2}/{upload}/"))
        .Select(written => ((string, byte[])?)(written.Type, written.Value)).LastOrDefault();

    private static PolicyAction ActionOf(byte[] reversal) =>
        JsonSerializer.Deserialize(reversal, EventJson.Default.ReversalEvent)?.Action
            ?? throw new AssertionException("A reversal is null.");

    private bool Run(int version, LookbackKind kind, HashIndex added, int? killAfter)
    {
        _clock.Advance(TimeSpan.FromSeconds(1));
        var lookback = new Reconciliation(
            Set(version), new LookbackQuestion(kind, added), Policy, SofteningOf, _composer, _clock);
        foreach (var record in Verdicts)
        {
            lookback.Superseded.Note(record.Header("ce_id"));
        }

        var end = Verdicts.Count;
        for (var at = 0; at < end; at++)
        {
            if (at == killAfter)
            {
                return false;
            }

            if (lookback.Look(new RecordedRecord(Verdicts[at], TimestampKind.Create), _hashes) is { } finding)
            {
                Write(finding.Events);
            }
        }

        return true;
    }

    private void Write(ImmutableArray<OutboundEvent> events)
    {
        foreach (var outbound in events)
        {
            var (id, type) = (Header(outbound, "ce_id"), Header(outbound, "ce_type"));
            Written.Add((outbound.Topic, id, type, outbound.Value ?? []));
            if (outbound.Topic == OutboundTopic.Verdicts)
            {
                Verdicts.Add(new InboundRecord(
                    new RecordPosition(new TopicPartition("scan.verdicts", 0), Verdicts.Count), _clock.GetUtcNow(),
                    outbound.Key, outbound.Value, outbound.Headers));
            }
        }
    }

    private static string Header(OutboundEvent outbound, string name) =>
        Encoding.UTF8.GetString(outbound.Headers.Single(header => header.Name == name).Value ?? []);

    private LoadedHashSet Set(int version) => new(
        HashIndex.Build(_versions[version]),
        new HashSetManifest("default", version, version - 1, DateTimeOffset.UnixEpoch, [], []),
        DateTimeOffset.UnixEpoch);
}
