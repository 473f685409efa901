using System.Text;
using System.Text.Json;
using ScanWorker.Adapters.Kafka;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>
/// A new version against the verdicts that a worker gave before, on a broker: by the command, and by the worker itself.
/// </summary>
[TestFixture]
internal sealed class LookbackTests
{
    private static readonly RecordedTopic Day = new("day");

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Lookback_NewEntryOfAPastUpload_EmitsItsLateEventsOnce(ServerKind kind)
    {
        using var world = new RecordedWorld(kind, Day);
        await JudgeAllAsync(world);
        await world.PublishAsync(2, [.. world.ReadEntries()], [NewEntry()]);
        var before = Blocks(world).Count;

        var dry = await RunAsync(world, "--entries", "added-since", "1", "--json");
        var afterDry = Blocks(world).Count;
        var first = await RunAsync(world, "--entries", "added-since", "1", "--emit");
        var second = await RunAsync(world, "--entries", "added-since", "1", "--emit");
        var late = Blocks(world).Where(IsLate).ToList();

        Assert.That(new[] { dry.ExitCode, first.ExitCode, second.ExitCode }, Is.All.Zero, first.Error);
        Assert.That(dry.Output, Does.Contain("""{"uploadId":"unrelated-7","before":"allow","now":"block","banks":["block"],"events":3}"""));
        Assert.That(afterDry, Is.EqualTo(before), "Nothing is written without --emit.");
        Assert.That(late.Select(UploadIdOf), Is.EqualTo(new[] { "unrelated-7" }), $"{first.Error}{second.Error}");
        Assert.That(second.Error, Does.StartWith("0 uploads"), "The second run goes on where the first ended.");
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Lookback_WithdrawnEntry_TakesItsBlocksBack(ServerKind kind)
    {
        using var world = new RecordedWorld(kind, Day);
        await JudgeAllAsync(world);
        await world.PublishAsync(2, [.. world.ReadEntries().Where(entry => entry.EntryId != "entry-16")]);

        var run = await RunAsync(world, "--withdrawn", "--emit");
        var reversals = Blocks(world).Where(record => record.Header("ce_type") == EventTypes.Reversal).ToList();

        Assert.That(run.ExitCode, Is.Zero, run.Error);
        Assert.That(reversals.Select(UploadIdOf), Is.EqualTo(new[] { "known-by-digest-alone" }), run.Error);
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Worker_LookbackEnabled_LooksBackAfterEachPublish(ServerKind kind)
    {
        using var world = new RecordedWorld(kind, Day);
        await world.PublishAsync();
        await world.ProduceAsync();
        using var worker = world.StartWorker(
            new Dictionary<string,
            string>
            {
                ["Lookback:Enabled"] = "true",
                ["Lookback:PollInterval"] = "00:00:00.5",
                ["Lookback:Since"] = "3650.00:00:00"
            });
        _ = world.ReadOutcomes(Day.ReadUploads().Count, () => worker.Output);

        await world.PublishAsync(2, [.. world.ReadEntries()], [NewEntry()]);

        Poll.Until(() => Blocks(world).Any(IsLate), TimeSpan.FromSeconds(60), () => worker.Output);
        worker.Terminate();
        Assert.That(worker.WaitForExit(), Is.Zero, worker.Output);
        Assert.That(Blocks(world).Where(IsLate).Select(UploadIdOf), Is.EqualTo(new[] { "unrelated-7" }));
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Record_VerdictsOfTheWorker_AreWhatReplayExpects(ServerKind kind)
    {
        using var world = new RecordedWorld(kind, Day);
        await JudgeAllAsync(world);
        var file = Path.Combine(
            TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}.jsonl");
        File.Delete(file); // A recording goes on where it ended, so none may be left over.
        string[] record = ["record", "--topic", world.Kafka.Topics.Verdicts, "--out", file, .. Settings(world)];

        var half = await CommandRun.RunAsync([.. record, "--max", "100"]);
        var whole = await CommandRun.RunAsync(record);
        var replay = await CommandRun.RunAsync(["replay", Day.Uploads, .. Day.Arguments, "--json", "--against", file]);

        Assert.That(half.Error, Does.StartWith("100 records"));
        Assert.That(whole.Error, Does.Contain("after the 100 that it held"));
        Assert.That(replay.Output, Is.Empty, replay.Error);
        Assert.That(replay.ExitCode, Is.Zero, replay.Error);
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Report_OfTheTopic_IsThatOfItsRecording(ServerKind kind)
    {
        using var world = new RecordedWorld(kind, Day);
        await JudgeAllAsync(world);
        await world.PublishAsync(2, [.. world.ReadEntries()], [NewEntry()]);
        var lookback = await RunAsync(world, "--all", "--emit");
        if (kind == ServerKind.Real)
        {
            BrokerAdmin.CreateTopics(world.Kafka, [world.Kafka.Topics.Feedback], partitions: 1);
        }

        await ReviewAsync(world, "confirmed", "denied", "none");
        var (file, feedback) = (await RecordAsync(world, world.Kafka.Topics.Verdicts),
            await RecordAsync(world, world.Kafka.Topics.Feedback));

        var ofTopic = await CommandRun.RunAsync(["report", "--json", .. Settings(world), "--feedback"]);
        var ofRecording = await CommandRun.RunAsync(["report", file, "--json", "--feedback", feedback]);

        Assert.That(new[] { ofTopic.ExitCode, ofRecording.ExitCode }, Is.All.Zero, ofTopic.Error + lookback.Error);
        Assert.That(ofTopic.Output, Is.EqualTo(ofRecording.Output), ofRecording.Error);
        Assert.That(ofTopic.Output, Does.Contain("\"measure\":\"late finds\",\"value\":1,"));
        Assert.That(ofTopic.Output, Does.Contain("\"decision\":\"denied\",\"value\":1,"));
        Assert.That(ofTopic.Error, Does.Contain("not feedback, and not counted: 1."));
    }

    private static async Task ReviewAsync(RecordedWorld world, params string[] decisions)
    {
        using var writer = new TopicWriter(world.Kafka);
        foreach (var (decision, upload) in decisions.Select((decision, upload) => (decision, upload)))
        {
            var json = $$"""
                {"uploadId":"u{{upload}}","bank":"block","source":"corpus","entryId":"new","decision":"{{decision}}",
                "reviewer":"r","decidedAt":"2026-01-01T00:00:00Z","distance":6}
                """;
            await writer.WriteAsync(world.Kafka.Topics.Feedback, 0, null, Encoding.UTF8.GetBytes(json), []);
        }
    }

    private static async Task<string> RecordAsync(RecordedWorld world, string topic)
    {
        var file = Path.Combine(
            TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}-{topic}.jsonl");
        File.Delete(file); // A recording goes on where it ended, so none may be left over.
        var record = await CommandRun.RunAsync(["record", "--topic", topic, "--out", file, .. Settings(world)]);
        Assert.That(record.ExitCode, Is.Zero, record.Error);
        return file;
    }

    private static async Task JudgeAllAsync(RecordedWorld world)
    {
        await world.PublishAsync();
        await world.ProduceAsync();
        using var worker = world.StartWorker();
        _ = world.ReadOutcomes(Day.ReadUploads().Count, () => worker.Output);
        worker.Terminate();
        Assert.That(worker.WaitForExit(), Is.Zero, worker.Output);
    }

    // The perceptual hash that the recorded verdict of an upload carries, listed as if a list had brought it today.
    private static Entry NewEntry()
    {
        var record = Day.ReadVerdicts().First(verdict => verdict.UploadId == "unrelated-7");
        Assert.That(Hash256.TryParseHex(record.Perceptual[3].Hash, out var pdq), Is.True);
        return new Entry("block", "new", "corpus") { Pdq = pdq };
    }

    private static Task<CommandRun> RunAsync(RecordedWorld world, params string[] arguments) =>
        CommandRun.RunAsync(
            ["lookback", .. arguments, "--policy", Day.ArgumentOf("--policy") ?? "", .. Settings(world)]);

    private static string[] Settings(RecordedWorld world) =>
    [
        $"--Kafka:BootstrapServers={world.Kafka.BootstrapServers}", $"--Kafka:MockBroker={world.Kafka.MockBroker}",
        $"--Kafka:GroupId={world.Kafka.GroupId}", $"--Redis:ConnectionString={world.RedisConnection}",
        "--Sets:Signing:Required=false",
    ];

    private static List<InboundRecord> Blocks(RecordedWorld world)
    {
        using var reader = new TopicReader(world.Kafka, world.Kafka.Topics.Blocks);
        var records = new List<InboundRecord>();
        for (var wait = TimeSpan.FromSeconds(3); reader.Read(wait) is { } record; wait = TimeSpan.FromMilliseconds(500))
        {
            records.Add(record);
        }

        return records;
    }

    private static bool IsLate(InboundRecord record) => record.Header("ce_type") == EventTypes.Block &&
        JsonSerializer.Deserialize(record.Value, EventJson.Default.BlockEvent) is { Late: true };

    private static string? UploadIdOf(InboundRecord record)
    {
        using var json = JsonDocument.Parse(record.Value);
        return json.RootElement.GetProperty("uploadId").GetString();
    }
}
