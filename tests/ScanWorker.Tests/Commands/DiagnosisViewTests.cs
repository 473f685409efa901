using ScanWorker.Commands.Doctoring;

namespace ScanWorker.Tests.Commands;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class DiagnosisViewTests
{
    private const string Long =
        "The broker cannot be reached (Local_Transport): see Kafka:BootstrapServers and Kafka:Client, and [its] log.";

    [Test]
    public void Show_AtEightyColumns_BreaksBetweenWordsBelowItself()
    {
        var lines = Shown(80);

        Assert.That(lines, Has.Length.GreaterThan(1).And.All.Length.LessThanOrEqualTo(80));
        Assert.That(lines[0], Does.StartWith("BAD  broker         The broker"));
        Assert.That(lines[1..], Has.All.StartsWith(new string(' ', 20)).And.All.Matches("^ {20}[^ ]"));
        Assert.That(
            string.Join(' ', lines.Select(line => line[20..].Trim())), Is.EqualTo(Long), "No word is broken.");
    }

    [Test]
    public void Show_WithoutATerminal_IsOneLine() =>
        Assert.That(Shown(null), Is.EqualTo(new[] { $"BAD  broker         {Long}" }));

    private static string[] Shown(int? width)
    {
        using var output = new StringWriter();
        new DiagnosisView(output, width).Show(new Diagnosis("broker", Problem: Long));
        return output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
