using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>Recordings and kcat: either tool's file serves, and a recording goes back into a topic as it was.</summary>
[TestFixture]
internal sealed class KcatTests
{
    private const string Topic = "uploads";

    private static IEnumerable<TestCaseData> Cases =>
        from kind in ServerKinds.Here
        from topic in RecordedTopic.All
        select new TestCaseData(kind, topic);

    [TestCaseSource(nameof(Cases))]
    public async Task Replay_RecordingOfKcat_GivesTheExpectedVerdicts(ServerKind kind, RecordedTopic topic)
    {
        using var broker = ServerKinds.StartBroker(kind);
        broker.CreateTopics();
        string[] settings = [$"--Kafka:BootstrapServers={broker.Options.BootstrapServers}",
            $"--Kafka:MockBroker={broker.Options.MockBroker}"];
        var (ours, kcats) = (FileOf("ours"), FileOf("kcat"));

        var back = await CommandRun.RunAsync(
            ["replay", topic.Uploads, "--to-topic", Topic, "--production-topic", Topic, .. settings]);
        var record = await CommandRun.RunAsync(["record", "--topic", Topic, "--out", ours, .. settings]);
        Assert.That(
            (back.ExitCode, record.ExitCode), Is.EqualTo((ExitCodes.Done, ExitCodes.Done)), back.Error + record.Error);
        RecordByKcat(broker.Options.BootstrapServers, kcats);

        foreach (var recording in new[] { ours, kcats })
        {
            var replay = await CommandRun.RunAsync(
                ["replay", recording, .. topic.ArgumentsFromAnywhere, "--strict", "--json", "--against",
                    topic.Verdicts]);
            Assert.That(replay.Output, Is.Empty, replay.Error);
            Assert.That(replay.ExitCode, Is.EqualTo(ExitCodes.Done), replay.Error);
        }
    }

    [Test]
    public async Task Replay_BackIntoAProductionTopic_IsRefusedUnlessNamed()
    {
        var day = new RecordedTopic("day");

        var refused = await CommandRun.RunAsync(
            "replay", day.Uploads, "--to-topic", Topic, "--Kafka:BootstrapServers=127.0.0.1:1");

        Assert.That(refused.ExitCode, Is.EqualTo(ExitCodes.Usage));
        Assert.That(refused.Error, Does.Contain($"--production-topic {Topic}"));
    }

    // Its output holds bytes that are no text, so it goes straight into a file.
    private static void RecordByKcat(string brokers, string file)
    {
        using var kcat = OwnedProcess.Start(
            "sh", ["-c", $"exec kcat -C -J -q -e -b {brokers} -t {Topic} -o beginning > '{file}'"]);
        Assert.That(kcat.WaitForExit(TimeSpan.FromSeconds(60)), Is.Zero, kcat.Output);
    }

    // A recording goes on where it ended, so none may be left over.
    private static string FileOf(string name)
    {
        var path = Path.Combine(
            TestContext.CurrentContext.WorkDirectory, $"{TestContext.CurrentContext.Test.ID}-{name}.jsonl");
        File.Delete(path);
        return path;
    }
}
