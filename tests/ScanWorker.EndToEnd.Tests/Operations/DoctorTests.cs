using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>doctor tells what is wrong on real servers before a worker stumbles over it.</summary>
[TestFixtureSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
internal sealed class DoctorTests(ServerKind kind)
{
    private WorkerWorld? _world;

    private WorkerWorld World => _world ?? throw new AssertionException("The servers are not up.");

    [OneTimeSetUp]
    public void StartServers() => _world = new WorkerWorld(kind);

    [OneTimeTearDown]
    public void StopServers() => _world?.Dispose();

    [Test]
    public void Doctor_EverythingThere_IsContent()
    {
        var (code, output) = World.RunDoctor();

        Assert.That(code, Is.Zero, output);
        Assert.That(
            output, Does.Not.Contain("BAD").And.Contain("broker").And.Contain("hash-set").And.Contain("canary"));
    }

    [Test]
    public void Doctor_NothingPublishedATopicMissingAndABadRoot_NamesAll()
    {
        var (code, output) = World.RunDoctor(
            KeyValuePair.Create("Kafka:Topics:Reports", "not.there"), KeyValuePair.Create("Sets:Name", "unpublished"),
            KeyValuePair.Create("Content:Roots:0", "/nowhere"));

        Assert.That(code, Is.EqualTo(69), output);
        Assert.That(output, Does.Contain("not.there is missing").And.Contain("sets publish").And.Contain("/nowhere"));
    }

    [Test]
    public void Doctor_MoreWorkersThanPartitions_SaysThatSomeAreIdle()
    {
        BrokerAdmin.CreateTopics(World.Broker.Options, ["narrow"], partitions: 1);
        var narrow =
            new Dictionary<string, string> { ["Kafka:Topics:Uploads"] = "narrow", ["Kafka:GroupId"] = "narrow" };
        using var first = World.StartWorker("first", narrow);
        using var second = World.StartWorker("second", narrow);
        first.WaitUntilReady();
        second.WaitUntilReady();

        var (code, output) = World.RunDoctor(narrow);

        Assert.That(code, Is.EqualTo(69), output);
        Assert.That(output, Does.Contain("Topic narrow has 1 partitions for 2 workers"));
    }
}
