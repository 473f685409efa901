using ScanWorker.EndToEnd.Tests.Servers;

namespace ScanWorker.EndToEnd.Tests.Custodians;

/// <summary>No room for the working set: a clear error, and nothing is lost.</summary>
/// <remarks>
/// The shell's file size limit stands for the full disk; it needs no rights, as mounting a small file system would.
/// </remarks>
[TestFixture, Category("Broker")]
internal sealed class FullDiskTests
{
    // The runtime maps its own code through a file that is larger than the limit, unless it is told not to.
    private const string Limited = "trap '' XFSZ; ulimit -f 256; export DOTNET_EnableWriteXorExecute=0; exec \"$@\"";

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public void Import_NoRoom_SaysSoAndLeavesTheWorkingSetAsItWas(ServerKind kind)
    {
        Assert.That(kind, Is.EqualTo(ServerKind.Real));
        using var world = new CustodianWorld();
        world.Run("sets", "import", world.WriteList("before", 100), "--bank", "b");
        var list = world.WriteList("more", 10_000);

        using var import = world.StartInShell(Limited, "sets", "import", list, "--bank", "b");
        Assert.That(import.WaitForExit(TimeSpan.FromSeconds(60)), Is.EqualTo(ExitCodes.Unavailable), import.Output);

        Assert.That(import.Output, Does.Contain("Make room and run it again"));
        Assert.That(world.ReadWorkingSet(), Is.EqualTo(100));
        Assert.That(Directory.GetFiles(world.WorkingFolder, "*.tmp", SearchOption.AllDirectories), Is.Empty);
        world.Run("sets", "import", list, "--bank", "b");
        Assert.That(world.ReadWorkingSet(), Is.EqualTo(10_100));
    }
}
