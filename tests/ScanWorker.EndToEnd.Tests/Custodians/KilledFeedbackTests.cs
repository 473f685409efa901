using System.Globalization;
using System.Text;
using ScanWorker.Adapters.Kafka;
using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests.Custodians;

/// <summary>kill -9 of <c>sets feedback</c> at random points, while it reads the topic.</summary>
/// <remarks><c>SCANWORKER_KILL_POINTS=50</c> makes it the heavy run; see CONTRIBUTING.md.</remarks>
[TestFixture, Category("Broker")]
internal sealed class KilledFeedbackTests
{
    private const int Events = 25_000;
    private const int Bad = 3;

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Feedback_KilledAnywhere_LosesNothingAndDoublesNothing(ServerKind kind)
    {
        using var broker = ServerKinds.StartBroker(kind);
        using var world = new CustodianWorld();
        await ProduceAsync(broker.Options);
        world.Run("sets", "import", world.WriteList("before", 10), "--bank", "b");
        world.Keep();
        var journal = Path.Combine(world.WorkingFolder, "journal");
        var before = new FileInfo(journal).Length;
        var points = new KillPoints(() => new FileInfo(journal) is { Exists: true, Length: var now } && now > before);
        points.Measure(Read);
        await world.PutBackAsync();
        var (killed, done) = (0, 0);
        for (var point = 0; point < KillPoints.Count; point++)
        {
            killed += points.Kill(Read, point) ? 1 : 0;
            if (Check(world) == Events)
            {
                done++;
                await world.PutBackAsync();
            }
        }

        world.Run(Command());

        Assert.That(Check(world), Is.EqualTo(Events));
        using var workingSet = world.OpenToRead();
        Assert.That(workingSet.Records.Sum(record => record.Quarantined?.Values.Sum() ?? 0), Is.EqualTo(Bad));
        Assert.That(world.Run(Command()), Does.Contain("read 0, new 0"));
        Assert.That(killed, Is.Positive);
        TestContext.Out.WriteLine($"{killed} of {KillPoints.Count} killed alive; {done} readings were done by then");

        string[] Command() => ["sets", "feedback", $"--Kafka:BootstrapServers={broker.Options.BootstrapServers}"];

        OwnedProcess Read() => world.Start(Command());
    }

    // Every opinion is in the journal once, and the positions are behind just these.
    private static int Check(CustodianWorld world)
    {
        using var workingSet = world.OpenToRead();
        var state = workingSet.State;
        Assert.That(
            workingSet.Records.Sum(record => record.Feedback?.Opinions.Length ?? 0), Is.EqualTo(state.Opinions.Count));
        var quarantined = (int)workingSet.Records.Sum(record => record.Quarantined?.Values.Sum() ?? 0);
        Assert.That(state.FeedbackPositions.Values.Sum(), Is.EqualTo(state.Opinions.Count + quarantined));
        return state.Opinions.Count;
    }

    private static async Task ProduceAsync(KafkaOptions kafka)
    {
        BrokerAdmin.CreateTopics(kafka, [kafka.Topics.Feedback], partitions: 4);
        using var writer = new TopicWriter(kafka);
        var writes = new List<Task>();
        for (var i = 0; i < Events + Bad; i++)
        {
            var json = i < Bad ? "{}" : string.Create(CultureInfo.InvariantCulture,
                $"{{\"uploadId\":\"u{i}\",\"bank\":\"b\",\"source\":\"s\",\"entryId\":\"e{i % 10}\",\"decision\":\"denied\","
                    + $"\"reviewer\":\"r{i % 3}\",\"decidedAt\":\"2026-01-01T00:00:00Z\"}}");
            writes.Add(writer.WriteAsync(kafka.Topics.Feedback, i % 4, null, Encoding.UTF8.GetBytes(json), []));
        }

        await Task.WhenAll(writes);
    }
}
