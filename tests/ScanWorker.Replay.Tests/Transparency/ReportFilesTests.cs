using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Transparency;

namespace ScanWorker.Replay.Tests.Transparency;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ReportFilesTests
{
    [TestCase("a, \"b\"", ",\"a, \"\"b\"\"\",")]
    [TestCase("=1+1", ",'=1+1,")]
    public void Csv_SurfaceThatASpreadsheetWouldTakeOtherwise_IsQuoted(string surface, string field) =>
        Assert.That(ReportFiles.Csv(Report(surface)), Does.Contain(field));

    [Test]
    public void Page_SurfaceOfMarkup_IsText() =>
        Assert.That(ReportPage.Render(Report("<script>")), Does.Not.Contain("<script").And.Contain("&lt;script&gt;"));

    [TestCase("a\nb")]
    [TestCase("")]
    public void Csv_SurfaceThatIsNoName_IsOther(string surface) =>
        Assert.That(ReportFiles.Csv(Report(surface)), Does.Contain(",other,"));

    [Test]
    public void JsonLines_OfOneUpload_AreTheNumbersOfCsv()
    {
        var lines = ReportFiles.JsonLines(Report("posts")).ToList();

        Assert.That(lines, Has.Count.EqualTo(ReportFiles.Csv(Report("posts")).Split("\r\n").Length - 2));
        Assert.That(lines[0], Is.EqualTo(
            """{"since":"1970-01-01T00:00:00Z","until":"1970-01-01T00:00:00Z","section":"outcomes","verdict":"no-match","""
            + "\"action\":\"allow\",\"value\":1,\"unit\":\"uploads\"}"));
    }

    private static TransparencyReport Report(string surface)
    {
        var counts = new ReportCounts();
        counts.Add(new CountedVerdict("o", 0, VerdictKind.NoMatch, PolicyAction.Allow, "nothing-known")
        {
            Surface = surface,
            FirstScannedAt = DateTimeOffset.UnixEpoch,
        });
        return new TransparencyReport(new ReportPeriod(null, null), counts);
    }
}
