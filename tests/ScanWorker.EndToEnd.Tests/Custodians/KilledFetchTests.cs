using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests.Custodians;

/// <summary>kill -9 of <c>sets fetch</c> on its way through many pages.</summary>
/// <remarks><c>SCANWORKER_KILL_POINTS=50</c> makes it the heavy run; see CONTRIBUTING.md.</remarks>
[TestFixture, Category("Broker")]
internal sealed class KilledFetchTests
{
    private const int Pages = 60;

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public void Fetch_KilledWhileAPageIsAskedFor_AsksForNoWholePageAgain(ServerKind kind)
    {
        Assert.That(kind, Is.EqualTo(ServerKind.Real));
        using var exchange = new ManyPages(Pages);
        using var world = new CustodianWorld();
        int[] killedAt = [1, 2, 3, 31, Pages];
        foreach (var point in killedAt)
        {
            using var killed = new ManualResetEventSlim();
            using var started = new ManualResetEventSlim();
            OwnedProcess? fetch = null;
            exchange.Asked = page =>
            {
                if (page == point && !killed.IsSet)
                {
                    started.Wait();
                    fetch?.Kill();
                    killed.Set();
                }
            };
            using (fetch = world.Start(Command(exchange)))
            {
                started.Set();
                Assert.That(killed.Wait(TimeSpan.FromSeconds(60)), Is.True, fetch.Output);
            }
        }

        Assert.That(world.ReadWorkingSet(), Is.Zero, "Nothing is taken until all is there.");
        exchange.Asked = static _ => { };
        Assert.That(world.Run(Command(exchange)), Does.Contain($"{Pages - 1} pages of an interrupted fetch are kept"));

        Assert.That(
            exchange.Requests.Where(page => page.Value != 1).ToDictionary(),
            Is.EquivalentTo(killedAt.ToDictionary(page => page, _ => 2)));
        AssertAsUndisturbed(world);
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public void Fetch_KilledAnywhere_IsDoneOrGoesOnBehindTheLastWholePage(ServerKind kind)
    {
        Assert.That(kind, Is.EqualTo(ServerKind.Real));
        using var exchange = new ManyPages(Pages);
        using var world = new CustodianWorld();
        var spool = Path.Combine(world.WorkingFolder, "fetch", "many");
        var points = new KillPoints(() => Directory.Exists(spool));
        points.Measure(Fetch);
        world.Clear();
        exchange.Requests.Clear();
        var (killed, done) = (0, 0);
        Dictionary<int, int> settled = [];
        for (var point = 0; point < KillPoints.Count; point++)
        {
            killed += points.Kill(Fetch, point) ? 1 : 0;

            Assert.That(settled, Is.SubsetOf(exchange.Requests), $"point {point}");
            var entries = world.ReadWorkingSet();
            Assert.That(entries, Is.Zero.Or.EqualTo(Pages * ManyPages.RecordsOfAPage), $"point {point}");
            if (entries > 0)
            {
                done++;
                world.Clear();
                exchange.Requests.Clear();
            }

            // What is whole now must not be asked for from now on.
            var whole = Directory.Exists(spool) ? Directory.GetFiles(spool, "*.page").Length : 0;
            settled = exchange.Requests.Where(page => page.Key <= whole).ToDictionary();
            Assert.That(settled, Has.Count.EqualTo(whole), $"point {point}");
        }

        world.Run(Command(exchange));

        Assert.That(settled, Is.SubsetOf(exchange.Requests));
        Assert.That(killed, Is.Positive);
        AssertAsUndisturbed(world);
        TestContext.Out.WriteLine($"{killed} of {KillPoints.Count} killed alive; {done} fetches were done by then");

        OwnedProcess Fetch() => world.Start(Command(exchange));
    }

    private static string[] Command(ManyPages exchange)
    {
        const string source = "--Exchanges:Sources:many:";
        return
        [
            "sets", "fetch", "many", $"{source}Kind=StopNcii", $"{source}Bank=b", $"{source}Location={exchange.Root}",
            $"{source}Secret=k", $"{source}Pause=00:00:00",
        ];
    }

    // Every record once, as one record of the journal, and nothing is left of the way there.
    private static void AssertAsUndisturbed(CustodianWorld world)
    {
        var export = Path.Combine(world.WorkingFolder, "..", "export.txt");
        world.Run("sets", "export", "--format", "text", "-o", export);
        Assert.That(
            File.ReadAllLines(export).Select(line => line[^32..]),
            Is.EquivalentTo(Enumerable.Range(1, Pages * ManyPages.RecordsOfAPage).Select(number => $"{number:x32}")));
        using var workingSet = world.OpenToRead();
        Assert.That(workingSet.Records, Has.Count.EqualTo(1));
        Assert.That(workingSet.State.Checkpoints["many"].Value, Is.EqualTo("20"));
        Assert.That(Directory.GetDirectories(Path.Combine(world.WorkingFolder, "fetch")), Is.Empty);
    }
}
