using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests;

/// <summary>Uploads of mixed kinds through the program's own process.</summary>
[TestFixture]
internal sealed class VerdictTests
{
    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.Here))]
    public async Task Worker_UploadsOfEveryKind_GivesEachItsOneVerdict(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);
        await world.Uploads.SendAsync(110);
        using var worker = world.StartWorker("a");

        world.Auditor.WaitForOutcomes(world.Uploads.Sent, TimeSpan.FromSeconds(60), () => world.Logs);
        worker.Terminate();

        Assert.That(worker.WaitForExit(), Is.Zero, world.Logs);
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }
}
