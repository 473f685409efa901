using System.Text.RegularExpressions;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>The page of distances, as a browser shows it.</summary>
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
