using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Confluent.Kafka;
using ScanWorker.Adapters.Kafka;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Decisions;

/// <summary>
/// Two workers look back and try again at once, and both owe the same uploads a decision: each is decided by one of
/// them at a time, on what the other has decided before.
/// </summary>
[TestFixture]
internal sealed class RescanBesideLookbackTests
{
    private const int Uploads = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);
    private static readonly byte[] Content =
        UploadKinds.All.Single(kind => kind.Name == "other").Contents[0] ?? [];

    private static readonly Dictionary<string, string> Both = new()
    {
        ["Lookback:Enabled"] = "true",
        ["Lookback:PollInterval"] = "00:00:00.3",
        ["Lookback:Lanes"] = "2",
        ["Lookback:EventsPerSecondMax"] = "10000",
        ["Rescan:Enabled"] = "true",
        ["Rescan:After"] = "00:00:01",
        ["Rescan:PollInterval"] = "00:00:00.3",
        ["Rescan:UploadsMax"] = "4",
    };

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Upload_OwedADecisionByBoth_IsDecidedByOneAfterTheOther(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        for (var upload = 0; upload < Uploads; upload++)
        {
            await world.Uploads.SendAsync(Id(upload), Content);
        }

        await JudgeAsync(world.Broker.Options);
        using var one = world.StartWorker("one", Both);
        using var other = world.StartWorker("other", Both);
        Poll.Until(() => Verdicts(world).Count > Uploads, Patience, () => world.Logs);
        world.Run(
            "sets", "add", $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Content))}", "--bank",
            UploadKinds.BlockBank, "--id", "again");

        Poll.Until(
            () => Verdicts(world).Where(verdict => verdict.Action == PolicyAction.Block)
                .DistinctBy(verdict => verdict.UploadId).Count() == Uploads,
            Patience, () => $"{Told(world)}\n{world.Logs}");

        one.Terminate();
        other.Terminate();
        Assert.That(new[] { one.WaitForExit(), other.WaitForExit() }, Is.All.Zero, world.Logs);
        foreach (var decisions in Verdicts(world).GroupBy(verdict => verdict.UploadId))
        {
            Assert.That(
                decisions.Select(verdict => verdict.Decision ?? 0), Is.EqualTo(Enumerable.Range(0, decisions.Count())),
                Told(world));
        }

        var topics = world.Broker.Options.Topics;
        Assert.That(
            new[] { topics.Verdicts, topics.Blocks, topics.Reports }.SelectMany(world.Auditor.ReadAll)
                .Select(record => record.Header("ce_id")), Is.Unique);
        Assert.That(world.Auditor.ReadAll(topics.Blocks), Has.Count.EqualTo(Uploads));
        await TestContext.Out.WriteLineAsync(Told(world));
    }

    private static string Id(int upload) => string.Create(CultureInfo.InvariantCulture, $"u{upload}");

    private static string Told(WorkerWorld world) => string.Join(
        '\n', Verdicts(world).GroupBy(verdict => (verdict.Decision ?? 0, verdict.Action, verdict.HashSetVersion))
            .Select(same => $"{same.Key}: {same.Count()}"));

    private static List<VerdictEvent> Verdicts(WorkerWorld world) =>
        [.. world.Auditor.ReadAll(world.Broker.Options.Topics.Verdicts).Select(record =>
            JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent)).OfType<VerdictEvent>()];

    // As a worker whose decoder took too long would have: verdicts without keys, and the group behind the uploads.
    private static async Task JudgeAsync(KafkaOptions kafka)
    {
        using var writer = new TopicWriter(kafka);
        for (var upload = 0; upload < Uploads; upload++)
        {
            _ = await writer.WriteAsync(
                kafka.Topics.Verdicts, upload % 4, null,
                JsonSerializer.SerializeToUtf8Bytes(Verdict(upload), EventJson.Default.VerdictEvent),
                [
                    RecordHeader.Of("ce_id", $"{kafka.Topics.Uploads}/0/{upload}/{EventTypes.Verdict}"),
                    RecordHeader.Of("ce_type", EventTypes.Verdict),
                ]);
        }

        using var group = new ConsumerBuilder<byte[], byte[]>(KafkaSettings.Reader(kafka, kafka.GroupId)).Build();
        group.Commit([new TopicPartitionOffset(kafka.Topics.Uploads, 0, Uploads)]);
    }

    private static VerdictEvent Verdict(int upload) => new()
    {
        UploadId = Id(upload),
        Verdict = VerdictKind.Unscannable,
        Action = PolicyAction.Review,
        Reason = "decode-timeout",
        Digests = new DigestsData(
            Convert.ToHexStringLower(MD5.HashData(Content)), Convert.ToHexStringLower(SHA1.HashData(Content)),
            Convert.ToHexStringLower(SHA256.HashData(Content))),
        HashSetVersion = 1,
        PolicyVersion = "p",
        Worker = new WorkerData("1", "w"),
        ScannedAt = TimeProvider.System.GetUtcNow(),
    };
}
