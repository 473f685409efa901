using System.Text;
using System.Text.Json;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Tests.Commands;

[TestFixture, Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ReportCommandTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Report_OfRecordings_CountsEachUploadOnce()
    {
        var first = Recording("first.jsonl", Verdict(0), Verdict(1), Verdict(2));
        var second = Recording("second.jsonl", Verdict(2), Verdict(3), Verdict(1, late: true));

        var result = await CommandResult.OfAsync("report", first, second, "--json");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done), result.Error);
        Assert.That(result.Error, Does.Contain("1 line: an offset that was there already: second.jsonl:1"));
        Assert.That(Outcomes(result), Is.EqualTo(new[] { ("match", 1), ("no-match", 3) }));
    }

    [TestCase("2026-01-01T01:00Z", "2026-01-01T03:00Z", 2)]
    [TestCase("2026-01-01T01:00Z", "2026-01-01T01:00:01Z", 1)]
    [TestCase("2027-01-01", "2028-01-01", 0)]
    public async Task Report_OfAPeriod_CountsUploadsJudgedFirstInIt(string since, string until, int uploads)
    {
        var file = Recording("file.jsonl", Verdict(0), Verdict(1), Verdict(2), Verdict(3));

        var result = await CommandResult.OfAsync("report", file, "--since", since, "--until", until, "--json");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done), result.Error);
        Assert.That(Outcomes(result).Sum(outcome => outcome.Item2), Is.EqualTo(uploads));
    }

    [Test]
    public async Task Report_Csv_IsWrittenAndNeverOverWhatIsThere()
    {
        var (file, csv) = (Recording("file.jsonl", Verdict(0)), Path.Combine(_folder.Path, "report.csv"));

        var first = await CommandResult.OfAsync("report", file, "--csv", csv);
        var second = await CommandResult.OfAsync("report", file, "--csv", csv);
        var third = await CommandResult.OfAsync("report", file, "--csv", file, "--force");

        Assert.That(first.Code, Is.EqualTo(ExitCodes.Done), first.Error);
        Assert.That(await File.ReadAllTextAsync(csv), Does.StartWith("since,until,section,verdict,"));
        Assert.That(first.Output.Split('\n').Max(line => line.TrimEnd().Length), Is.LessThanOrEqualTo(80));
        Assert.That(new[] { second.Code, third.Code }, Is.All.EqualTo(ExitCodes.Usage));
    }

    [Test]
    public async Task Report_VerdictsWithoutIds_AreToldAndNotCounted()
    {
        var file = _folder.Write("bare.jsonl", JsonSerializer.Serialize(Event(1), EventJson.Default.VerdictEvent));

        var result = await CommandResult.OfAsync("report", file, "--json");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done), result.Error);
        Assert.That(result.Error, Does.Contain("1 verdicts have no CloudEvents id and are not counted"));
        Assert.That(Outcomes(result), Is.Empty);
    }

    [Test]
    public async Task Report_VerdictThatListsPartOfItsMatches_IsTold()
    {
        var file = Recording("file.jsonl", Verdict(0), Verdict(1, isCapped: true));

        var result = await CommandResult.OfAsync("report", file, "--json");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done), result.Error);
        Assert.That(result.Error, Does.Contain("1 verdict lists only part of the hashes or matches"));
    }

    [Test]
    public async Task Report_WithFeedback_CountsDecisionsOfThePeriod()
    {
        var file = Recording("file.jsonl", Verdict(0));
        var feedback = Recording(
            "feedback.jsonl", Said(0, "r1", "denied", 1), Said(1, "r1", "confirmed", 2), Said(2, "r2", "denied", 1),
            Said(3, "r3", "denied", 1_000), Said(4, "", "denied", 1));

        var without = await CommandResult.OfAsync("report", file, "--json");
        var result = await CommandResult.OfAsync(
            "report", file, "--feedback", feedback, "--until", "2026-02-01", "--json");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done), result.Error);
        Assert.That(result.Error, Does.Contain("records that are not feedback, and not counted: 1"));
        Assert.That(
            result.Lines.Where(IsReview).Select(line =>
                (line.GetProperty("decision").GetString(), line.GetProperty("distance").GetString(),
                    line.GetProperty("value").GetInt32())),
            Is.EqualTo(new[] { ("confirmed", "24-31", 1), ("denied", "24-31", 1) }));
        Assert.That(without.Lines.Where(IsReview), Is.Empty);

        static bool IsReview(JsonElement line) => line.GetProperty("section").GetString() == "reviews";
    }

    [TestCase(ExitCodes.Usage, "report", "--since", "yesterday")]
    [TestCase(ExitCodes.Usage, "report", "--since", "1d", "--until", "2d")]
    [TestCase(ExitCodes.BadInput, "report", "no-such.jsonl")]
    [TestCase(ExitCodes.Configuration, "report")]
    public async Task Report_WrongInput_IsToldInOneSentence(int code, params string[] args)
    {
        var result = await CommandResult.OfAsync(args);

        Assert.That(result.Code, Is.EqualTo(code), result.Error);
        Assert.That(result.Error, Does.StartWith("scanworker: "));
    }

    [Test]
    public async Task Report_RecordingWithoutVerdicts_IsBadInput()
    {
        var result = await CommandResult.OfAsync("report", _folder.Write("empty.jsonl", ""));

        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(result.Error.Trim(), Is.EqualTo("scanworker: empty.jsonl: no verdict in it."));
    }

    private static IEnumerable<(string, int)> Outcomes(CommandResult result) =>
        result.Lines.Where(line => line.GetProperty("section").GetString() == "outcomes").Select(line =>
            (line.GetProperty("verdict").GetString() ?? "", line.GetProperty("value").GetInt32()));

    private static VerdictEvent Event(int number, bool late = false) => new()
    {
        UploadId = $"upload-{number}",
        Verdict = late ? VerdictKind.Match : VerdictKind.NoMatch,
        Action = late ? PolicyAction.Block : PolicyAction.Allow,
        Reason = late ? "near-match" : "nothing-known",
        HashSetVersion = 1,
        PolicyVersion = "p",
        Worker = new WorkerData("1", "w"),
        ScannedAt = Start.AddHours(late ? 100 : number),
        FirstScannedAt = late ? Start.AddHours(number) : null,
    };

    private static RecordedRecord Verdict(int number, bool late = false, bool isCapped = false) => new(
        new InboundRecord(
            new RecordPosition(new TopicPartition("scan.verdicts", 0), late ? 100 + number : number), Start, null,
            JsonSerializer.SerializeToUtf8Bytes(
                Event(number, late) with { MatchesCapped = isCapped ? true : null }, EventJson.Default.VerdictEvent),
            [RecordHeader.Of("ce_id", $"uploads/0/{number}/{EventTypes.Verdict}{(late ? "/late/1" : "")}")]),
        TimestampKind.Create);

    private static RecordedRecord Said(int offset, string reviewer, string decision, int hour)
    {
        var json = $$"""
            {"uploadId":"upload-1","bank":"b","source":"s","entryId":"e","decision":"{{decision}}",
             "reviewer":"{{reviewer}}","decidedAt":"{{Start.AddHours(hour):O}}","kind":"near","distance":27}
            """;
        var position = new RecordPosition(new TopicPartition("scan.feedback", 0), offset);
        var record = new InboundRecord(position, Start, null, Encoding.UTF8.GetBytes(json), []);
        return new RecordedRecord(record, TimestampKind.Create);
    }

    private string Recording(string name, params RecordedRecord[] records)
    {
        var path = Path.Combine(_folder.Path, name);
        using var writer = new RecordingWriter(File.Create(path));
        foreach (var record in records)
        {
            writer.Write(record);
        }

        return path;
    }
}
