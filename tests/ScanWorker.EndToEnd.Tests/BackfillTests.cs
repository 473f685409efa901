using System.Text;
using System.Text.Json;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>Past uploads: the same verdicts, exactly once, and new uploads never behind them.</summary>
[TestFixture, Category("Broker")]
internal sealed class BackfillTests
{
    private const string Topic = "uploads.backfill";
    private const int Backlog = 440;
    private const int Live = 110;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Backlog_NewUploadsBesideItAndAWorkerKilled_AllIsJudgedOnceAndNewOnesFirst(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        BrokerAdmin.CreateTopics(world.Broker.Options, [Topic], partitions: 4);
        await world.Uploads.SendAsync(Backlog, Topic);
        var worker = Start(world, perSecond: 30);
        worker.WaitUntilReady();
        world.WaitForVerdicts(beyond: 0);

        await world.Uploads.SendAsync(Live);
        var live = world.Uploads.Sent.Skip(Backlog).Select(upload => upload.Id).ToHashSet();
        List<string> judged = [];
        Poll.Until(
            () => (judged = JudgedIds(world)).Count(live.Contains) == Live, Patience,
            () => $"{judged.Count(live.Contains)} of {Live} new uploads are judged.\n{world.Logs}");
        Assert.That(judged, Has.Count.LessThan(Live + (Backlog * 3 / 4)), "New uploads waited for the backlog.");

        worker.Kill();
        world.Forget(worker);
        _ = Start(world, perSecond: 10_000);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    /// <summary>The group has come as far in the one topic as in the other when its offsets expire.</summary>
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Group_WhoseOffsetsExpired_ResumesInBothTopicsBehindItsVerdicts(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        BrokerAdmin.CreateTopics(world.Broker.Options, [Topic], partitions: 4);
        var worker = Start(world, perSecond: 10_000);
        worker.WaitUntilReady();
        await world.Uploads.SendAsync(92); // The last of each partition has a verdict.
        await world.Uploads.SendAsync(92, Topic);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);
        worker.Terminate();
        Assert.That(worker.WaitForExit(), Is.Zero, worker.Output);
        var deadLetters = LettersBehindTheLastVerdict(world.Uploads.Sent);
        BrokerAdmin.ForgetGroup(world.Broker.Options);

        var again = Start(world, perSecond: 10_000);
        await world.Uploads.SendAsync(44, Topic);
        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => world.Logs);

        Assert.That(deadLetters, Is.Empty, "A dead letter behind the last verdict would be written again.");
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
        Assert.That(again.Output, Does.Contain("had expired").And.Contain(Topic));
    }

    private static WorkerProcess Start(WorkerWorld world, int perSecond) =>
        world.StartWorker("a", new Dictionary<string, string>
        {
            ["Kafka:Topics:Backfill"] = Topic,
            ["Scan:Backfill:UploadsPerSecondMax"] = $"{perSecond}",
        });

    private static List<string> LettersBehindTheLastVerdict(IEnumerable<SentUpload> sent) =>
        [.. sent.GroupBy(upload => upload.Position.TopicPartition)
            .Select(partition => partition.MaxBy(upload => upload.Position.Offset))
            .Where(last => last is { Verdict: null }).Select(last => last?.Id ?? "")];

    // By upload id, or by the key of a dead letter, which is the same here.
    private static List<string> JudgedIds(WorkerWorld world) =>
    [
        .. world.Auditor.ReadAll(world.Broker.Options.Topics.Verdicts).Select(record =>
            JsonSerializer.Deserialize(record.Value, EventJson.Default.VerdictEvent)?.UploadId ?? ""),
        .. world.Auditor.ReadAll(world.Broker.Options.Topics.DeadLetters).Select(record =>
            Encoding.UTF8.GetString(record.Key ?? [])),
    ];
}
