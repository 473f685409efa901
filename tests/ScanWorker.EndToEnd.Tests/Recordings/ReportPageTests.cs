using System.Text.RegularExpressions;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>The pages that commands write, as a browser shows them.</summary>
[TestFixture]
internal sealed partial class ReportPageTests
{
    [Test]
    public async Task Replay_Report_IsOnePageThatABrowserShows()
    {
        var topic = new RecordedTopic("day");
        var folder = Directory.CreateTempSubdirectory("scanworker-report-");
        var file = Path.Combine(folder.FullName, "report.html");

        var replay = await CommandRun.RunAsync(["replay", topic.Uploads, .. topic.Arguments, "--report", file]);
        var page = Show(file, Path.Combine(folder.FullName, "profile"));

        Assert.That(replay.ExitCode, Is.EqualTo(ExitCodes.Done), replay.Error);
        Assert.That(References().Matches(page), Is.Empty, "Nothing is fetched from anywhere.");
        Assert.That(
            Plots().Count(page), Is.EqualTo(topic.ReadEntries().Select(entry => entry.Bank).Distinct().Count()), page);
        Assert.That(page, Does.Contain("day").And.Contain("uploads.jsonl"));
        folder.Delete(recursive: true);
    }

    [Test]
    public async Task Report_Html_IsOnePageThatABrowserShows()
    {
        var topic = new RecordedTopic("day");
        var folder = Directory.CreateTempSubdirectory("scanworker-transparency-");
        var file = Path.Combine(folder.FullName, "report.html");

        var report = await CommandRun.RunAsync(["report", topic.Verdicts, "--html", file]);
        var page = Show(file, Path.Combine(folder.FullName, "profile"));

        Assert.That(report.ExitCode, Is.EqualTo(ExitCodes.Done), report.Error);
        Assert.That(report.Output, Does.StartWith($"{topic.ReadUploads().Count} uploads"), report.Error);
        Assert.That(References().Matches(page), Is.Empty, "Nothing is fetched from anywhere.");
        var banks = topic.ReadVerdicts().SelectMany(verdict => verdict.Matches)
            .Where(match => match.Kind == MatchKind.Near).Select(match => match.Bank).Distinct().Count();
        Assert.That(Plots().Count(page), Is.EqualTo(banks + 1), "A plot a bank, and one by day.");
        var ids = topic.ReadVerdicts().Select(verdict => verdict.UploadId).ToList();
        Assert.That(ids.Where(page.Contains), Is.Empty);
        folder.Delete(recursive: true);
    }

    // What the page has become once it was laid out and its scripts, if any, have run.
    private static string Show(string file, string profile)
    {
        using var chromium = OwnedProcess.Start("chromium",
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", $"--user-data-dir={profile}",
                "--dump-dom", $"file://{file}"]);
        Assert.That(chromium.WaitForExit(TimeSpan.FromSeconds(90)), Is.Zero, chromium.Output);
        return chromium.Output;
    }

    [GeneratedRegex("""(src|href)\s*=\s*["'](?!#|data:)""")]
    private static partial Regex References();

    [GeneratedRegex("<svg[ >]")]
    private static partial Regex Plots();
}
