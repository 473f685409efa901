using System.Globalization;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.Pipeline.Health;
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

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Run_SomeUploadsDecidedAnewSince_FindsTheOthersOnAnyLanesAndInAnyRoom(ServerKind kind)
    {
        using var broker = ServerKinds.StartBroker(kind);
        broker.CreateTopics();
        using var verdicts = new VerdictTopic(broker.Options);
        var all = Enumerable.Range(0, Uploads).ToList();
        await verdicts.WriteAsync(all.Select(upload => upload % Partitions));

        var first = await FindAsync(broker.Options, lanes: 1, MuchRoom);
        foreach (var finding in first.Where(finding => NumberOf(finding) % 2 == 0))
        {
            await verdicts.WriteLateAsync(finding);
        }

        Assert.That(first.Select(NumberOf), Is.EquivalentTo(all));
        foreach (var (lanes, room) in new[] { (1, MuchRoom), (1, NoRoom), (3, MuchRoom), (3, NoRoom), (9, 10_000L) })
        {
            Assert.That(
                (await FindAsync(broker.Options, lanes, room)).Select(NumberOf),
                Is.EquivalentTo(all.Where(upload => upload % 2 == 1)), $"{lanes} lanes, room for {room} bytes");
        }
    }

    /// <summary>One partition has more findings than there is room for, the others have few.</summary>
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Run_SomePartitionsHaveNoRoom_FindsEachOnce(ServerKind kind)
    {
        using var broker = ServerKinds.StartBroker(kind);
        broker.CreateTopics();
        using var verdicts = new VerdictTopic(broker.Options);
        await verdicts.WriteAsync(Enumerable.Range(0, Uploads).Select(upload => upload < 6 ? 1 + (upload % 3) : 0));

        foreach (var (lanes, room) in new[] { (1, 20_000L), (1, 60_000L), (2, 60_000L), (2, 150_000L), (4, 150_000L) })
        {
            Assert.That(
                (await FindAsync(broker.Options, lanes, room)).Select(NumberOf),
                Is.EquivalentTo(Enumerable.Range(0, Uploads)),
                $"{lanes} lanes, room for {room} bytes");
        }
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public void Run_NoTopicOfVerdicts_SaysSo(ServerKind kind)
    {
        using var broker = ServerKinds.StartBroker(kind);

        Assert.That(
            () => FindAsync(broker.Options, lanes: 2, MuchRoom),
            Throws.TypeOf<SourceUnavailableException>().With.Message.Contains(broker.Options.Topics.Verdicts));
    }

    private static async Task<List<LookbackFinding>> FindAsync(KafkaOptions kafka, int lanes, long room)
    {
        var found = new List<LookbackFinding>();
        var topic = new LookbackTopic(kafka, VerdictTopic.Question(), lanes, TimeProvider.System) { RoomBytes = room };

        await topic.RunAsync(null, null, found.Add, static (_, _) => { }, CancellationToken.None);

        Assert.That(topic.Counts.Uploads, Is.EqualTo(Uploads), "Late verdicts are of uploads that count already.");
        Assert.That(topic.Counts.Findings, Is.EqualTo(found.Count));
        return found;
    }

    private static int NumberOf(LookbackFinding finding) =>
        int.Parse(finding.UploadId, NumberStyles.None, CultureInfo.InvariantCulture);
}
