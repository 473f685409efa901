using System.Globalization;
using System.Text.Json;
using ScanWorker.Adapters.Kafka;
using ScanWorker.EndToEnd.Tests.Auditing;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Replay.Decisions;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>
/// A topic of verdicts of uploads in which nothing was known; an entry that is new since matches each. Uploads are
/// numbers, and every other one has no key.
/// </summary>
internal sealed class VerdictTopic(KafkaOptions kafka) : IDisposable
{
    private static readonly Hash256 Hash =
        new([.. Enumerable.Range(7, Hash256.SizeBytes).Select(code => (byte)(code * 37))]);

    private readonly TopicWriter _writer = new(kafka);
    private readonly Dictionary<int, int> _partitions = [];

    public static Entry Entry { get; } = new("b", "e", "s") { Pdq = Hash };

    public int Count => _partitions.Count;

    /// <summary>Writes the verdict of the next upload, into a partition that is not its key's but by chance.</summary>
    public async Task WriteAsync(int partition)
    {
        var upload = _partitions.Count;
        _partitions[upload] = partition;
        _ = await _writer.WriteAsync(
            kafka.Topics.Verdicts, partition, upload % 2 == 0 ? null : JsonSerializer.SerializeToUtf8Bytes(upload),
            JsonSerializer.SerializeToUtf8Bytes(Verdict(upload), EventJson.Default.VerdictEvent),
            [RecordHeader.Of("ce_id", $"uploads/0/{upload}/{EventTypes.Verdict}"), RecordHeader.Of(
                "ce_type", EventTypes.Verdict)]);
    }

    public Task WriteAsync(IEnumerable<int> partitions) => Task.WhenAll(partitions.Select(WriteAsync));

    /// <summary>Writes it where the verdict is that it supersedes.</summary>
    public Task WriteLateAsync(Replay.Lookback.LookbackFinding finding)
    {
        var late = finding.Events.First(outbound => outbound.Topic == OutboundTopic.Verdicts);
        return _writer.WriteAsync(kafka.Topics.Verdicts, late.Partition, late.Key, late.Value, late.Headers);
    }

    /// <summary>What a look back asks of each upload.</summary>
    public static Reconciliation Question()
    {
        var index = HashIndex.Build([Entry]);
        var set = new LoadedHashSet(
            index, new HashSetManifest("default", 2, 1, DateTimeOffset.UnixEpoch, [], []), DateTimeOffset.UnixEpoch);
        return new Reconciliation(
            set, new LookbackQuestion(LookbackKind.Everything, index), new VerdictPolicy(new PolicySettings(), "p"),
            static _ => null, new LateComposer(new WorkerData("1", "w"), "/test"), TimeProvider.System);
    }

    /// <summary>The late verdicts that are committed.</summary>
    public List<InboundRecord> ReadLate() => [.. new Auditor(kafka, kafka.GroupId).ReadAll(kafka.Topics.Verdicts)
        .Where(record => SupersededVerdicts.Read(record.Header("ce_id")) is (_, > 0))];

    /// <summary>
    /// Each upload was decided anew once: a late verdict in the partition of its first, a block and a report.
    /// </summary>
    public void AssertEachOnce(Func<string> complaint)
    {
        var late = ReadLate();
        Assert.That(
            late.Select(record => (NumberOf(record), record.Position.TopicPartition.Partition)),
            Is.EquivalentTo(_partitions.Select(pair => (pair.Key, pair.Value))), complaint);
        foreach (var topic in new[] { kafka.Topics.Blocks, kafka.Topics.Reports })
        {
            Assert.That(
                new Auditor(kafka, kafka.GroupId).ReadAll(topic).Select(NumberOf),
                Is.EquivalentTo(_partitions.Keys), $"{topic}: {complaint()}");
        }
    }

    public void Dispose() => _writer.Dispose();

    // The id begins with topic/partition/offset of the upload's event.
    private static int NumberOf(InboundRecord record) =>
        int.Parse(record.Header("ce_id")?.Split('/')[2] ?? "", NumberStyles.None, CultureInfo.InvariantCulture);

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
