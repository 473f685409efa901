using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests.Custodians;

/// <summary>
/// kill -9 of the custodian's commands at random points: the working set and Redis are always at some whole version.
/// </summary>
/// <remarks><c>SCANWORKER_KILL_POINTS=50</c> makes it the heavy run; see CONTRIBUTING.md.</remarks>
[TestFixture, Category("Broker")]
internal sealed class KilledCustodianTests
{
    private const int Before = 500;
    private const int More = 20_000;

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Import_KilledAnywhere_HasHappenedWholeOrNotAtAll(ServerKind kind)
    {
        Assert.That(kind, Is.EqualTo(ServerKind.Real));
        using var world = new CustodianWorld();
        world.Run("sets", "import", world.WriteList("before", Before), "--bank", "b");
        world.Keep();
        var list = world.WriteList("more", More);
        var points = new KillPoints(() => Directory.Exists(world.WorkingFolder)
            && Directory.GetFiles(world.WorkingFolder, "draft.tmp", SearchOption.AllDirectories).Length > 0);
        points.Measure(Import);
        await world.PutBackAsync();
        var (killed, done) = (0, 0);
        for (var point = 0; point < KillPoints.Count; point++)
        {
            killed += points.Kill(Import, point) ? 1 : 0;

            // A folder with what a killed import left is what the next one begins with, so it is put back only when all
            // is done.
            var entries = world.ReadWorkingSet();
            Assert.That(entries, Is.EqualTo(Before).Or.EqualTo(Before + More), $"point {point}");
            if (entries != Before)
            {
                done++;
                await world.PutBackAsync();
            }
        }

        world.Run("sets", "import", list, "--bank", "b");
        Assert.That(world.ReadWorkingSet(), Is.EqualTo(Before + More));
        Assert.That(killed, Is.Positive);
        TestContext.Out.WriteLine($"{killed} of {KillPoints.Count} killed alive; {done} imports were done by then");

        OwnedProcess Import() => world.Start("sets", "import", list, "--bank", "b");
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public async Task Publish_KilledAnywhere_LeavesAWholeVersionThatTheNextOneFinishes(ServerKind kind)
    {
        Assert.That(kind, Is.EqualTo(ServerKind.Real));
        using var world = new CustodianWorld();
        world.Run("sets", "import", world.WriteList("before", Before), "--bank", "b");
        world.Run("sets", "publish");
        world.Run("sets", "import", world.WriteList("more", More), "--bank", "b");
        world.Keep();
        var points = new KillPoints(() => File.Exists(Path.Combine(world.WorkingFolder, "versions", "00000002.json")));
        points.Measure(Publish);
        var (killed, moved) = (0, 0);
        for (var point = 0; point < KillPoints.Count; point++)
        {
            await world.PutBackAsync();
            killed += points.Kill(Publish, point) ? 1 : 0;

            var head = await world.ReadHeadAsync();
            Assert.That(head, Is.EqualTo(1).Or.EqualTo(2), $"point {point}");
            Assert.That(world.ReadWorkingSet(), Is.EqualTo(Before + More), $"point {point}");
            moved += head == 2 ? 1 : 0;

            var manifest = await world.PublishAsync();
            Assert.That(
                (manifest.Version, manifest.Banks.Single().Entries), Is.EqualTo((2, Before + More)), $"point {point}");
            Assert.That(await world.ReadHeadAsync(), Is.EqualTo(2), $"point {point}");
        }

        Assert.That(killed, Is.Positive);
        TestContext.Out.WriteLine($"{killed} of {KillPoints.Count} killed alive; head had moved by then in {moved}");

        OwnedProcess Publish() => world.Start("sets", "publish");
    }
}
