using System.Text.Json.Nodes;
using ScanWorker.Commands.Sets;

namespace ScanWorker.Tests.Commands.Sets;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class SetsOutputTests
{
    private static readonly string[] Columns = ["version", "created", "reason"];
    private static readonly string[] Cells = ["12 *", "2026-11-28 10:00:00Z", new('x', 60)];

    [TestCase(80)]
    [TestCase(100)]
    [TestCase(200)]
    public void Table_OfAnyWidth_BreaksNoCell(int columnsMax)
    {
        using var text = new StringWriter();

        new SetsOutput(text, isJson: false, columnsMax).Table(Columns, [([], Cells), ([], Cells)], "None.");

        foreach (var cell in Cells)
        {
            Assert.That(text.ToString(), Does.Contain(cell));
        }
    }

    [Test]
    public void Table_WiderThanTheTerminal_IsStacked()
    {
        using var text = new StringWriter();

        new SetsOutput(text, isJson: false, columnsMax: 80).Table(Columns, [(new JsonObject(), Cells)], "None.");

        Assert.That(text.ToString(), Does.StartWith($"version  12 *{Environment.NewLine}created  2026-"));
    }
}
