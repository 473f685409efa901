using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>
/// The output that the image holds, published as deploy/Dockerfile does, under what a container imposes.
/// </summary>
/// <remarks>
/// Code compiled ahead as one composite takes minutes to make, so it is compiled by assembly here, unless
/// <c>SCANWORKER_PUBLISH_AS_IMAGE</c> is 1.
/// </remarks>
[TestFixtureSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
[NonParallelizable]
internal sealed class PublishedTests(ServerKind kind)
{
    private const string Composite = "-p:PublishReadyToRunComposite=true";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-published-");

    private string State => Path.Combine(_folder.FullName, "state");

    private string Source => Path.Combine(_folder.FullName, "source");

    private static bool AsImage => Environment.GetEnvironmentVariable("SCANWORKER_PUBLISH_AS_IMAGE") == "1";

    private string Program => Path.Combine(_folder.FullName, "app", "scanworker");

    [OneTimeSetUp]
    public void Publish()
    {
        Directory.CreateDirectory(State);
        Directory.CreateDirectory(Source);
        var image = File.ReadAllLines(Path.Combine(RepositoryRoot.Path, "deploy", "Dockerfile"));
        var stage = image.TakeWhile(line => !line.StartsWith("FROM ${BASE}", StringComparison.Ordinal)).ToList();
        Assert.That(stage, Has.Some.Contains(Composite));
        foreach (var words in stage.Select(WordsOf))
        {
            switch (words[0])
            {
                case "COPY":
                    Run($"cp -r {string.Join(' ', words[1..^1])} {Source}", RepositoryRoot.Path);
                    Run("rm -rf src/*/obj src/*/bin", Source); // No part of a clone, from which an image is built.
                    break;
                case "RUN" when words[1] == "dotnet": // What it installs beside is the image's alone.
                    Run(
                        string.Join(' ', words[1..])
                            .Replace("/published", Path.GetDirectoryName(Program), StringComparison.Ordinal),
                        Source);
                    break;
            }
        }

        Run("chmod -R a+rX .", _folder.FullName);
        Run("chmod a+rwx .", State);
    }

    [OneTimeTearDown]
    public void Clean() => _folder.Delete(recursive: true);

    [Test]
    public void Confinement_OfAShell_LetsItWriteToItsStateAlone()
    {
        using var confinement = new Confinement(State);
        const string Try = """
            id -u
            for at in / /tmp /etc /var/tmp "$0" "$1"; do touch "$at/mine" 2>/dev/null && echo "wrote $at"; done
            grep -c '^CapEff:.*[1-9a-f]' /proc/self/status
            """;
        var command = confinement.Around("sh", "-c", Try, _folder.FullName, State);
        using var shell = OwnedProcess.Start(command[0], command.Skip(1));

        _ = shell.WaitForExit(Patience);

        var lines = shell.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.That(lines[1..], Is.EqualTo([$"wrote {State}", "0"]), shell.Output);
    }

    [Test]
    public async Task Worker_PublishedAndConfined_JudgesUploadsWithinItsMemory()
    {
        using var confinement = new Confinement(State);
        using var world = new WorkerWorld(kind);
        world.LetEverybodyRead();
        using var worker = world.StartWorker(
            "published", new Dictionary<string, string> { ["Sets:SnapshotDirectory"] = State },
            confinement.Around(Program), confinement.Variables);
        worker.WaitUntilReady();
        await world.Uploads.SendAsync(110);

        world.Auditor.WaitForOutcomes(world.Uploads.Sent, Patience, () => worker.Output);
        var peak = worker.PeakMemoryBytes;
        worker.Terminate();

        Assert.That(worker.WaitForExit(), Is.Zero, worker.Output);
        Assert.That(peak, Is.LessThan(Confinement.MemoryBytesMax));
        Assert.That(Path.Combine(State, "default"), Does.Exist, "Its copy of the hash set is where it may write.");
        world.Auditor.AssertExactlyOnce(world.Uploads.Sent);
    }

    private static string[] WordsOf(string line) =>
        [.. line.Split(' ').Where(word => AsImage || word != Composite)];

    private static void Run(string command, string folder)
    {
        using var process = OwnedProcess.Start("sh", ["-euc", $"cd '{folder}'; exec {command}"]);
        Assert.That(process.WaitForExit(TimeSpan.FromMinutes(15)), Is.Zero, process.Output);
    }
}
