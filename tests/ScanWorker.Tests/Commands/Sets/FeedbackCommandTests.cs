using System.Text;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Tests.Commands.Sets;

/// <summary>A custodian who reads what reviewers said.</summary>
[TestFixture, Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FeedbackCommandTests : IDisposable
{
    private readonly Custodian _custodian = new();

    public void Dispose() => _custodian.Dispose();

    [Test]
    public async Task Feedback_RecordingsReadAgain_CountOnce()
    {
        var first = Recording("first.jsonl", Said("u1", "r1"), Said("u1", "r2"));
        var second = Recording("second.jsonl", Said("u2", "r1"), Said("u1", "r2"));

        var one = await _custodian.DoAsync("feedback", first, "--json");
        var both = await _custodian.DoAsync("feedback", second, first, "--json");

        Assert.That(one.Lines.Single().GetProperty("news").GetInt64(), Is.EqualTo(2));
        Assert.That(both.Lines.Single().GetProperty("news").GetInt64(), Is.EqualTo(1));
        Assert.That(both.Lines.Single().GetProperty("opinions").GetInt64(), Is.EqualTo(3));
        Assert.That(both.Lines.Single().GetProperty("unknownEntries").GetInt64(), Is.EqualTo(1));
        Assert.That((await _custodian.DoAsync("log")).Output, Does.Contain("2 opinions").And.Contain("1 opinion "));
    }

    [Test]
    public async Task Feedback_EventsThatAreNone_AreQuarantinedAndTold()
    {
        var file = Recording("file.jsonl", Said("u1", "r1"), "{}", "null", Said("", "r1"));

        var result = await _custodian.DoAsync("feedback", file, "--json");

        Assert.That(result.Lines.Single().GetProperty("quarantined").GetInt64(), Is.EqualTo(3));
        var quarantine = result.Lines.Single().GetProperty("quarantineFile").GetString() ?? "";
        Assert.That(await File.ReadAllLinesAsync(quarantine), Has.Length.EqualTo(3));
        Assert.That((await _custodian.DoAsync("log")).Output, Does.Contain("quarantined 3"));
    }

    [Test]
    public async Task Publish_AfterTwoReviewersDenied_DisputesTheEntryInTheVersionAlone()
    {
        _ = await _custodian.DoAsync("keygen", Path.Combine(_custodian.Path, "keys"));
        var list = _custodian.List("list.csv", "entry_id,md5", "e,00000000000000000000000000000001");
        _ = await _custodian.DoAsync("import", list, "--bank", "b", "--source", "s");
        _ = await _custodian.DoAsync("feedback", Recording("file.jsonl", Said("u1", "r1"), Said("u2", "r2")));

        _ = await _custodian.DoAsync("publish");
        _ = await _custodian.DoAsync("publish", "--Feedback:DisputedBy=2");

        Assert.That(await _custodian.ExportAsync(), Has.All.Not.Contains("negativeOpinions"));
        Assert.That(await _custodian.ExportAsync("--version", "1"), Has.All.Not.Contains("negativeOpinions"));
        Assert.That(await _custodian.ExportAsync("--version", "2"), Has.One.Contains("\"negativeOpinions\":1"));
        var found = await _custodian.DoAsync("find", "b/e", "--json", "--Feedback:DisputedBy=2");
        Assert.That(found.Lines.Single().GetProperty("disputed").GetBoolean(), Is.True, found.Output);
    }

    [Test]
    public async Task Precision_OfDecisions_ShowsWhatAnotherDistanceWouldHaveCost()
    {
        _ = await _custodian.DoAsync("feedback", Recording(
            "file.jsonl", Said("u1", "r1", 30, "confirmed"), Said("u2", "r1", 28), Said("u3", "r1", 9, "confirmed"),
            Said("u4", "r1")));

        var result = await _custodian.DoAsync("precision", "--at", "25", "--json");
        var text = await _custodian.DoAsync("precision", "--bank", "b");

        var at25 = result.Lines.Single(line => line.TryGetProperty("distance", out var at) && at.GetInt32() == 25);
        Assert.That(at25.GetProperty("lostBeyond").GetInt64(), Is.EqualTo(1));
        Assert.That(at25.GetProperty("savedBeyond").GetInt64(), Is.EqualTo(1));
        var entry = result.Lines.Single(line => line.GetProperty("type").GetString() == "entry");
        Assert.That(entry.GetProperty("precision").GetDouble(), Is.EqualTo(0.5));
        Assert.That(text.Output, Does.Contain("b/s/e").And.Contain("lost beyond"));
    }

    [Test]
    public async Task Precision_DistancesThatFeedbackDoesNotSay_AreLookedUpInVerdicts()
    {
        _ = await _custodian.DoAsync("feedback", Recording("file.jsonl", Said("u4", "r1")));
        var verdicts = _custodian.List("verdicts.jsonl",
            """
            {"uploadId":"u4","verdict":"match","action":"block","reason":"near-match","matches":[{"bank":"b","entryId":"e","kind":"near","algorithm":"pdq","distance":17,"source":"s","action":"block"}],"hashSetVersion":1,"policyVersion":"p","worker":{"version":"1","instance":"w"},"scannedAt":"2026-01-01T00:00:00Z"}
            """);

        var without = await _custodian.DoAsync("precision");
        var result = await _custodian.DoAsync("precision", "--verdicts", verdicts, "--json");

        Assert.That(without.Output, Does.Contain("No distances are known"));
        Assert.That(result.Lines[^1].GetProperty("distance").GetInt32(), Is.EqualTo(17), result.Output + result.Error);
    }

    [Test]
    public async Task Export_OfFeedback_IsWhatTheExchangeTakes()
    {
        var list = _custodian.List(
            "list.csv", "entry_id,pdq", "e,f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b22");
        _ = await _custodian.DoAsync("import", list, "--bank", "b", "--source", "s");
        _ = await _custodian.DoAsync("feedback", Recording("file.jsonl", Said("u1", "r1", 3)));

        var lines = await _custodian.ExportAsync("--feedback", "stopncii", "--bank", "b");
        var without = await _custodian.TryAsync("export", "--feedback", "ncmec");

        Assert.That(lines.Single(), Does.Contain("\"feedbackValue\":\"NotBlocked\""));
        Assert.That(without.Code, Is.EqualTo(ExitCodes.Usage));
    }

    [Test]
    public async Task Precision_WithoutFeedback_SaysSo() =>
        Assert.That((await _custodian.DoAsync("precision")).Output, Does.StartWith("No match has been confirmed"));

    [Test]
    public async Task Feedback_ALineThatIsCut_IsTold()
    {
        var file = Recording("file.jsonl", Said("u1", "r1"));
        await File.AppendAllTextAsync(file, "{\"topic\":\"scan");

        var result = await _custodian.DoAsync("feedback", file);

        Assert.That(result.Error, Does.Contain("1 line: cut off in the middle: file.jsonl:2"));
    }

    [TestCase(ExitCodes.BadInput, "feedback", "no-such.jsonl")]
    [TestCase(ExitCodes.Configuration, "feedback")]
    [TestCase(ExitCodes.Usage, "feedback", "x.jsonl", "--start-over")]
    public async Task Feedback_WrongInput_IsToldInOneSentence(int code, params string[] command)
    {
        var result = await _custodian.TryAsync(command);

        Assert.That(result.Code, Is.EqualTo(code), result.Error);
        Assert.That(result.Error, Does.StartWith("scanworker: "));
    }

    private static string Said(string upload, string reviewer, int? distance = null, string decision = "denied") =>
        $$"""
        {"uploadId":"{{upload}}","bank":"b","source":"s","entryId":"e","decision":"{{decision}}",
         "reviewer":"{{reviewer}}","decidedAt":"2026-01-01T00:00:00Z"
         {{(distance is { } bits ? $",\"kind\":\"near\",\"distance\":{bits}" : "")}}}
        """;

    private string Recording(string name, params string[] events)
    {
        var path = Path.Combine(_custodian.Path, name);
        using var writer = new RecordingWriter(File.Create(path));
        foreach (var (offset, json) in events.Index())
        {
            var position = new RecordPosition(new TopicPartition("scan.feedback", 0), offset);
            writer.Write(new RecordedRecord(
                new InboundRecord(position, DateTimeOffset.UnixEpoch, null, Encoding.UTF8.GetBytes(json), []),
                TimestampKind.Create));
        }

        return path;
    }
}
