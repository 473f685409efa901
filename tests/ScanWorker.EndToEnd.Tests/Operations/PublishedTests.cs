using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Uploads;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Testing;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>The output that the image holds, under what a container imposes.</summary>
[TestFixtureSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
internal sealed class PublishedTests(ServerKind kind)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-confined-");

    private string State => Path.Combine(_folder.FullName, "state");

    [OneTimeSetUp]
    public void MakeState()
    {
        Directory.CreateDirectory(State);
        foreach (var (mode, folder) in ((string, string)[])[("a+rx", _folder.FullName), ("a+rwx", State)])
        {
            using var chmod = OwnedProcess.Start("chmod", [mode, folder]);
            Assert.That(chmod.WaitForExit(Patience), Is.Zero, chmod.Output);
        }
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

    // What trimming took from a decoder would show here.
    [Test]
    public void Hash_OfPicturesOfEveryKind_IsThatOfTheProgramAsItWasBuilt()
    {
        var pictures = Directory.CreateDirectory(Path.Combine(_folder.FullName, "pictures"));
        foreach (var (number, content) in UploadKinds.All.SelectMany(kind => kind.Contents).OfType<byte[]>().Index())
        {
            File.WriteAllBytes(Path.Combine(pictures.FullName, $"{number}"), content);
        }

        string[] arguments =
            ["hash", "--json", "--dihedral", pictures.FullName, .. SharedCases.Files("a"), .. SharedCases.Files("b")];
        var built = LinesOf("dotnet", [Path.Combine(AppContext.BaseDirectory, "scanworker.dll"), .. arguments]);

        Assert.That(built, Has.Count.AtLeast(pictures.GetFiles().Length));
        Assert.That(LinesOf(PublishedProgram.Executable, arguments), Is.EqualTo(built));
    }

    // Steps of the build that hook into the SDK's own would do nothing, without a word, if those had another name.
    [Test]
    public void Files_OfTheImage_AreFewOneCompositeAndWithoutKerberos()
    {
        var files = Directory.GetParent(PublishedProgram.Executable)?.GetFiles("*", SearchOption.AllDirectories) ?? [];
        var names = files.Select(file => file.Name).ToList();

        Assert.That(files.Sum(file => file.Length), Is.LessThan(175_000_000));
        Assert.That(names, Does.Contain("scanworker.r2r.dll").And.Not.Contain("alpine-librdkafka.so"));
        if (names.Contains("centos8-librdkafka.so"))
        {
            Assert.That(names, Does.Not.Contain("librdkafka.so"));
        }
    }

    [Test]
    public async Task Worker_PublishedAndConfined_JudgesUploadsWithinItsMemory()
    {
        using var confinement = new Confinement(State);
        using var world = new WorkerWorld(kind);
        world.LetEverybodyRead();
        using var worker = world.StartWorker(
            "published", new Dictionary<string, string> { ["Sets:SnapshotDirectory"] = State },
            confinement.Around(PublishedProgram.Executable), confinement.Variables);
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

    private static List<string> LinesOf(string program, string[] arguments)
    {
        using var process = OwnedProcess.Start(program, arguments);
        Assert.That(process.WaitForExit(Patience), Is.EqualTo(65), process.Output); // Some are no good.
        return [.. process.Output.Split('\n').Order(StringComparer.Ordinal)];
    }
}
