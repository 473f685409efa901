using System.Text.Json;
using ScanWorker.Adapters.Kafka;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>A list becomes events, whatever is killed when: none is lost, and a repeat has the same id.</summary>
[TestFixture, Category("Broker")]
internal sealed class BackfillCommandTests
{
    private const string Topic = "uploads.backfill";
    private const int Uploads = 4_000;

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public void Backfill_KilledAgainAndAgain_SendsEveryLocationUnderItsOwnId(ServerKind kind)
    {
        using var broker = ServerKinds.StartBroker(kind);
        BrokerAdmin.CreateTopics(broker.Options, [Topic], partitions: 4);
        var folder = Directory.CreateTempSubdirectory("scanworker-backfill-");
        try
        {
            var list = Path.Combine(folder.FullName, "list.txt");
            File.WriteAllLines(list, Enumerable.Range(0, Uploads).Select(i => $"/srv/uploads/{i}.jpg"));
            var checkpoint = Path.Combine(folder.FullName, "checkpoint.json");
            string[] command = ["backfill", list, "--checkpoint", checkpoint,
                $"--Kafka:BootstrapServers={broker.Options.BootstrapServers}", $"--Kafka:Topics:Backfill={Topic}"];
            for (var kill = 1; kill <= 2; kill++)
            {
                using var victim = ProgramUnderTest.Start([.. command, "--rate", "500"]);
                var goal = kill * 700;
                Poll.Until(
                    () => SentOf(checkpoint) >= goal || victim.HasExited, TimeSpan.FromSeconds(90),
                    () => victim.Output);
                Assert.That(victim.HasExited, Is.False, victim.Output);
                victim.Kill();
            }

            using var last = ProgramUnderTest.Start(command);
            Assert.That(last.WaitForExit(TimeSpan.FromSeconds(90)), Is.Zero, last.Output);
            Assert.That(last.Output, Does.Contain("of earlier runs"));
            using var again = ProgramUnderTest.Start(command);
            Assert.That(again.WaitForExit(TimeSpan.FromSeconds(90)), Is.Zero, again.Output);
            Assert.That(again.Output, Does.Contain("0 sent"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        AssertWhole(broker.Options);
    }

    private static void AssertWhole(KafkaOptions kafka)
    {
        using var reader = new TopicReader(kafka, Topic);
        var found = new Dictionary<string, string>();
        var records = 0;
        for (var wait = TimeSpan.FromSeconds(20); reader.Read(wait) is { } record; wait = TimeSpan.FromSeconds(2))
        {
            var data = JsonSerializer.Deserialize(record.Value, EventJson.Default.UploadData);
            var id = record.Header("ce_id") ?? "";
            Assert.That(data?.UploadId, Is.EqualTo(id));
            Assert.That(found.TryAdd(id, data?.Content.Uri ?? "") || found[id] == data?.Content.Uri, Is.True, id);
            records++;
        }

        Assert.That(found.Values, Is.EquivalentTo(
            Enumerable.Range(0, Uploads).Select(i => $"file:///srv/uploads/{i}.jpg")));
        Assert.That(records, Is.LessThan(Uploads + 2_100), "A kill repeats what was not acknowledged, and no more.");
    }

    // Replaced by renaming, so it is always whole.
    private static long SentOf(string checkpoint) => !File.Exists(checkpoint)
        ? 0
        : JsonDocument.Parse(File.ReadAllBytes(checkpoint)).RootElement.GetProperty("sent").GetInt64();
}
