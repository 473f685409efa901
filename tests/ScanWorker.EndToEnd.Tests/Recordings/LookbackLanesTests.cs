using System.Globalization;
using System.Text.Json;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Lookback;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>A look back over a topic's partitions on several lanes, with room for what is found and without.</summary>
[TestFixture]
internal sealed class LookbackLanesTests
{
    private const int Uploads = 40;
    private const int Partitions = 4;
    private const long NoRoom = 0;
    private const long MuchRoom = long.MaxValue;

    private static readonly Hash256 Hash =
        new([.. Enumerable.Range(7, Hash256.SizeBytes).Select(code => (byte)(code * 37))]);

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Run_SomeUploadsDecidedAnewSince_FindsTheOthersOnAnyLanesAndInAnyRoom(ServerKind kind)
    {
        using var broker = ServerKinds.StartBroker(kind);
        broker.CreateTopics();
        using var writer = new TopicWriter(broker.Options);
        var all = Enumerable.Range(0, Uploads).ToList();
        foreach (var upload in all)
        {
            await WriteAsync(
                broker.Options, writer, upload, Verdict(upload), $"uploads/0/{upload}/{EventTypes.Verdict}");
        }

        var first = Find(broker.Options, lanes: 1, MuchRoom);
        foreach (var finding in first.Where(finding => NumberOf(finding) % 2 == 0))
        {
            var late = finding.Events.First(outbound => outbound.Topic == OutboundTopic.Verdicts);
            await writer.WriteAsync(
                broker.Options.Topics.Verdicts, NumberOf(finding) % Partitions, late.Key, late.Value, late.Headers);
        }

        Assert.That(first.Select(NumberOf), Is.EquivalentTo(all));
        foreach (var (lanes, room) in new[] { (1, MuchRoom), (1, NoRoom), (3, MuchRoom), (3, NoRoom), (9, 10_000L) })
        {
            Assert.That(
                Find(broker.Options, lanes, room).Select(NumberOf),
                Is.EquivalentTo(all.Where(upload => upload % 2 == 1)), $"{lanes} lanes, room for {room} bytes");
        }
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public void Run_NoTopicOfVerdicts_SaysSo(ServerKind kind)
    {
        using var broker = ServerKinds.StartBroker(kind);

        Assert.That(
            () => Find(broker.Options, lanes: 2, MuchRoom),
            Throws.TypeOf<SourceUnavailableException>().With.Message.Contains(broker.Options.Topics.Verdicts));
    }

    private static List<LookbackFinding> Find(KafkaOptions kafka, int lanes, long room)
    {
        var (found, entry) = (new List<LookbackFinding>(), new Entry("b", "e", "s") { Pdq = Hash });
        var index = HashIndex.Build([entry]);
        var set = new LoadedHashSet(
            index, new HashSetManifest("default", 2, 1, DateTimeOffset.UnixEpoch, [], []), DateTimeOffset.UnixEpoch);
        var lookback = new Reconciliation(
            set, new LookbackQuestion(LookbackKind.Everything, index), new VerdictPolicy(new PolicySettings(), "p"),
            static _ => null, new LateComposer(new WorkerData("1", "w"), "/test"), TimeProvider.System);
        var topic = new LookbackTopic(kafka, lookback, lanes, TimeProvider.System) { RoomBytes = room };

        topic.Run(null, null, found.Add, static (_, _) => { }, CancellationToken.None);

        Assert.That(topic.Counts.Uploads, Is.EqualTo(Uploads), "Late verdicts are of uploads that count already.");
        Assert.That(topic.Counts.Findings, Is.EqualTo(found.Count));
        return found;
    }

    private static int NumberOf(LookbackFinding finding) =>
        int.Parse(finding.UploadId, NumberStyles.None, CultureInfo.InvariantCulture);

    private static Task<RecordPosition> WriteAsync(
        KafkaOptions kafka, TopicWriter writer, int upload, VerdictEvent verdict, string id) =>
        writer.WriteAsync(
            kafka.Topics.Verdicts, upload % Partitions, JsonSerializer.SerializeToUtf8Bytes(upload),
            JsonSerializer.SerializeToUtf8Bytes(verdict, EventJson.Default.VerdictEvent),
            [RecordHeader.Of("ce_id", id), RecordHeader.Of("ce_type", EventTypes.Verdict)]);

    private static VerdictEvent Verdict(int upload) => new()
    {
        UploadId = upload.ToString(CultureInfo.InvariantCulture),
        Verdict = VerdictKind.NoMatch,
        Action = PolicyAction.Allow,
        Reason = "nothing-known",
        Digests = new DigestsData(new string('0', 32), new string('1', 40), new string('2', 64)),
        Perceptual = [.. Enum.GetNames<DihedralTransform>().Select(name => new PerceptualData
        {
            Algorithm = HashAlgorithm.PdqId,
            Hash = Hash.ToString(),
            Quality = 90,
            Frame = 0,
            Transform = name.ToLowerInvariant(),
        })],
        HashSetVersion = 1,
        PolicyVersion = "p",
        Worker = new WorkerData("1", "w"),
        ScannedAt = DateTimeOffset.UnixEpoch,
    };
}
