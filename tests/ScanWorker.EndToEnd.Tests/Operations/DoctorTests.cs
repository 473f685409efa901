using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>doctor tells what is wrong before a worker stumbles over it.</summary>
[TestFixture]
internal sealed class DoctorTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public void Doctor_EverythingThere_IsContent(ServerKind kind)
    {
        using var world = new WorkerWorld(kind);

        var (code, output) = world.RunDoctor();

        Assert.That(code, Is.Zero, output);
        Assert.That(output, Does.Not.Contain("BAD").And.Contain("broker").And.Contain("hash-set").And.Contain("canary"));
    }

    [TestCaseSource(typeof(ServerKinds), nameof(ServerKinds.RealOnly))]
    public void Doctor_NothingPublishedAndATopicMissing_NamesBoth(ServerKind kind)
    {
        using var world = new WorkerWorld(kind, publish: false);

        var (code, output) = world.RunDoctor(KeyValuePair.Create("Kafka:Topics:Reports", "not.there"));

        Assert.That(code, Is.EqualTo(69), output);
        Assert.That(output, Does.Contain("not.there is missing").And.Contain("sets publish"));
    }

    [Test]
    public void Doctor_NobodyAnswers_SaysSoInTime()
    {
        using var process = OwnedProcess.Start("dotnet",
        [
            WorkerProcess.Program, "doctor", "--Kafka:BootstrapServers=127.0.0.1:1", "--Redis:ConnectionString=127.0.0.1:1,connectTimeout=500",
            "--Sets:Signing:Required=false", "--Content:Roots:0=/nowhere",
        ]);

        Assert.That(process.WaitForExit(Patience), Is.EqualTo(69), process.Output);
        Assert.That(process.Output, Does.Contain("The broker cannot be reached").And.Contain("Redis").And.Contain("/nowhere"));
    }

    [Test]
    public void Doctor_WrongConfiguration_ListsEveryProblem()
    {
        using var process = OwnedProcess.Start("dotnet", [WorkerProcess.Program, "doctor", "--Kafka:Nonsense=1", "--Lanes=0"]);

        Assert.That(process.WaitForExit(Patience), Is.EqualTo(78), process.Output);
        Assert.That(process.Output, Does.Contain("Kafka:Nonsense").And.Contain("Lanes"));
    }
}
