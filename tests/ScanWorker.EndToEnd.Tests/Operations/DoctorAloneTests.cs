using ScanWorker.EndToEnd.Tests.Worker;

namespace ScanWorker.EndToEnd.Tests.Operations;

/// <summary>doctor where there are no servers.</summary>
[TestFixture]
internal sealed class DoctorAloneTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Test]
    public void Doctor_NobodyAnswers_SaysSoInTime()
    {
        using var process = ProgramUnderTest.Start(
        [
            "doctor", "--Kafka:BootstrapServers=127.0.0.1:1",
            "--Redis:ConnectionString=127.0.0.1:1,connectTimeout=500",
            "--Sets:Signing:Required=false", "--Content:Roots:0=/nowhere",
        ]);

        Assert.That(process.WaitForExit(Patience), Is.EqualTo(69), process.Output);
        Assert.That(
            process.Output, Does.Contain("The broker cannot be reached").And.Contain("Redis").And.Contain("/nowhere")
                .And.Contain("The findings cache is off"));
    }

    [Test]
    public void Doctor_WrongConfiguration_ListsEveryProblem()
    {
        using var process = ProgramUnderTest.Start(["doctor", "--Kafka:Nonsense=1", "--Lanes=0"]);

        Assert.That(process.WaitForExit(Patience), Is.EqualTo(78), process.Output);
        Assert.That(process.Output, Does.Contain("Kafka:Nonsense").And.Contain("Lanes"));
    }
}
