using System.Globalization;
using ScanWorker.Adapters.Kafka;
using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests.Custodians;

/// <summary>
/// Two <c>sets serve</c> on one working set: one publishes at a time, and whatever happens to it, the other goes on.
/// </summary>
[TestFixture, Category("Broker")]
internal sealed class ServedListsTests
{
    private const string Page = "list.csv";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Serve_PublisherIsKilled_TheOtherPublishesTheNextDelta(ServerKind kind)
    {
        Assert.That(kind, Is.EqualTo(ServerKind.Real));
        using var server = new PageServer();
        using var world = new CustodianWorld();
        server.Pages[Page] = List(1);
        using var first = ServeProcess.Start(world, server.Root + Page);
        first.WaitUntilReadyAnd("publisher, with lease");
        await UntilPublishedAsync(world, 1, first);
        using var second = ServeProcess.Start(world, server.Root + Page);
        second.WaitUntilReadyAnd("standby");
        server.Pages[Page] = List(2);
        await UntilPublishedAsync(world, 2, first);
        Assert.That(second.Ask("/metrics"), Does.Contain("scanworker_lists_lease_held{} 0"));

        first.Kill();
        server.Pages[Page] = List(3);
        await UntilPublishedAsync(world, 3, second);

        second.WaitUntilReadyAnd("publisher, with lease");
        Assert.That(second.Ask("/metrics"), Does.Contain("scanworker_lists_lease_held{} 1"));
        await CheckAsync(world, versions: 3);
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Serve_PublisherIsFrozenAndWakes_StandsBy(ServerKind kind)
    {
        Assert.That(kind, Is.EqualTo(ServerKind.Real));
        using var server = new PageServer();
        using var world = new CustodianWorld();
        server.Pages[Page] = List(1);
        using var first = ServeProcess.Start(world, server.Root + Page);
        await UntilPublishedAsync(world, 1, first);
        using var second = ServeProcess.Start(world, server.Root + Page);
        second.WaitUntilReadyAnd("standby");

        first.Signal(OwnedProcess.Stop);
        second.WaitUntilReadyAnd("publisher, with lease");
        first.Signal(OwnedProcess.Continue);
        first.WaitUntilReadyAnd("standby");
        server.Pages[Page] = List(2);
        await UntilPublishedAsync(world, 2, second);

        second.Signal(OwnedProcess.Terminate);
        Assert.That(second.WaitForExit(), Is.Zero, second.Output);
        first.WaitUntilReadyAnd("publisher, with lease");
        server.Pages[Page] = List(3);
        await UntilPublishedAsync(world, 3, first);
        await CheckAsync(world, versions: 3);
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Serve_ReviewersDenyAnEntry_MetricsSayAndTheNextVersionDisputesIt(ServerKind kind)
    {
        using var broker = ServerKinds.StartBroker(kind);
        BrokerAdmin.CreateTopics(broker.Options, [broker.Options.Topics.Feedback], partitions: 2);
        using var server = new PageServer();
        using var world = new CustodianWorld();
        server.Pages[Page] = "entry_id,md5\ne1,00000000000000000000000000000001\n";
        using var publisher = ServeProcess.Start(
            world, server.Root + Page, "--Sets:Serve:ReadFeedback=true", "--Sets:Serve:FeedbackInterval=00:00:01",
            "--Feedback:DisputedBy=1", $"--Kafka:BootstrapServers={broker.Options.BootstrapServers}");
        await UntilPublishedAsync(world, 1, publisher);

        using var writer = new TopicWriter(broker.Options);
        await writer.WriteAsync(
            broker.Options.Topics.Feedback, 1, null,
            """
            {"uploadId":"u","bank":"b","source":"a","entryId":"e1","decision":"denied","reviewer":"r",
             "decidedAt":"2026-01-01T00:00:00Z","kind":"near","distance":27}
            """u8.ToArray(),
            []);
        await UntilPublishedAsync(world, 2, publisher);

        Assert.That(
            publisher.Ask("/metrics").Split('\n').Where(line => line.StartsWith("scanworker_lists_reviews{"))
                .Where(line => !line.EndsWith(" 0")),
            Has.One.Matches("scanworker_bank=\"b\".*scanworker_decision=\"denied\".*24-31.*near.* 1$"));
        using var workingSet = world.OpenToRead();
        Assert.That(workingSet.ReadVersion(2)?.Manifest.Disputed, Is.Not.Null);
    }

    private static Task UntilPublishedAsync(CustodianWorld world, long version, ServeProcess publisher) =>
        Poll.UntilAsync(
            async () => await world.HeadAsync() == version, Patience,
            () => $"Version {version} is not published:\n{publisher.Output}");

    // A version for each list, by numbers that grow by one, and every entry once.
    private static async Task CheckAsync(CustodianWorld world, int versions)
    {
        Poll.Until(
            () => Versions().Count >= versions, Patience, () => "The journal does not name the last version.");
        Assert.That(Versions(), Is.EqualTo(Enumerable.Range(1, versions)));
        Assert.That(await world.ReadHeadAsync(), Is.EqualTo(versions));
        Assert.That(world.ReadWorkingSet(), Is.EqualTo(versions));

        List<long> Versions()
        {
            using var workingSet = world.OpenToRead();
            return [.. workingSet.PublishedVersions()];
        }
    }

    private static string List(int entries) => string.Concat(Enumerable.Range(1, entries)
        .Select(number => string.Create(CultureInfo.InvariantCulture, $"{number:x32}\n")).Prepend("md5\n"));
}
