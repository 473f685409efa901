using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Testing;
using ScanWorker.Commands.Sets;
using ScanWorker.Commands.Sets.Serving;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Commands.Sets;

/// <summary>What reviewers say, on its way to the exchange that an entry came from.</summary>
[TestFixture, Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SendFeedbackTests : IDisposable
{
    private const string Submit = "SubmitFeedback";
    private const string Vote = "v2/entries/42/image1/MD5/feedback";
    private const string Reason = "01234567-abcd-0123-4567-012345678900";
    private static readonly string Listed = $"{1:x32}";
    private readonly PageServer _server = new();
    private readonly Custodian _custodian;
    private int _recordings;

    public SendFeedbackTests()
    {
        _custodian = new Custodian(sources: $$"""
            {
              "ncii": {
                "Kind": "StopNcii", "Bank": "intimate", "Location": "{{_server.Root}}", "Secret": "k",
                "FeedbackSecret": "feedback key", "Pause": "00:00:00"
              },
              "ncmec": {
                "Kind": "Ncmec", "Bank": "csam", "Location": "{{_server.Root}}", "User": "u", "Secret": "p",
                "Pause": "00:00:00", "SendFeedback": true
              },
              "partner": { "Bank": "partner", "Location": "{{_server.Root}}list.csv", "Pause": "00:00:00" }
            }
            """);
        foreach (var start in new[] { 10, 20 })
        {
            _server.Pages[$"FetchHashes?startTimestamp={start}&pageSize=800"] = $$"""
                {"count":1,"nextSetTimestamp":20,"hasMoreRecords":false,"hashRecords":[
                 {"signalType":"ImageMD5","hashValue":"{{Listed}}","hashStatus":"Active","lastModtimestamp":9}]}
                """;
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        _custodian.Dispose();
    }

    [Test]
    public async Task Send_NewVotes_AreSentOnceAndAgainOnlyWhenTheyChange()
    {
        await FetchAsync();
        await SayAsync("denied", "r1", 1, reason: "not-ncii");

        var first = await SendAsync(ExitCodes.Done);
        var again = await SendAsync(ExitCodes.Done);
        await SayAsync("confirmed", "r1", 2);
        _ = await SendAsync(ExitCodes.Done);

        Assert.That(first, Does.Contain("votes sent 1, refused 0, left for the next time 0"));
        Assert.That(again, Does.Contain("votes sent 0, refused 0"));
        Assert.That(
            _server.Sent.Select(sent => (sent.Request, sent.Credentials)),
            Is.EqualTo(Enumerable.Repeat(($"POST {Submit}", "feedback key"), 2)));
        Assert.That(_server.Sent.Select(sent => sent.Body), Is.EqualTo(new[]
        {
            $$"""{"count":1,"hashFeedbacks":[{"hashValue":"{{Listed}}","feedbackValue":"NotBlocked","tags":["not-ncii"]}]}""",
            $$"""{"count":1,"hashFeedbacks":[{"hashValue":"{{Listed}}","feedbackValue":"Blocked","tags":[]}]}""",
        }));
        Assert.That(
            (await _custodian.DoAsync("log")).Output,
            Does.Contain("1 vote to ncii: begun").And.Contain("1 vote to ncii: taken"));
    }

    [Test]
    public async Task Fetch_NotAskedTo_SendsNothing()
    {
        await FetchAsync();
        await SayAsync("denied", "r1", 1);

        _ = await _custodian.DoAsync("fetch", "ncii");

        Assert.That(_server.Sent, Is.Empty);
    }

    [Test]
    public async Task Send_DryRun_SaysWhatItWouldAndDoesNothing()
    {
        await FetchAsync();
        await SayAsync("denied", "r1", 1);
        var before = (await _custodian.DoAsync("log", "--json")).Lines.Count;

        var result = await _custodian.DoAsync("fetch", "ncii", "--send-feedback", "--dry-run");

        Assert.That(result.Output, Does.Contain("would send 'NotBlocked' on intimate/stopncii/").And.Contain("(MD5)"));
        Assert.That(_server.Sent, Is.Empty);
        Assert.That((await _custodian.DoAsync("log", "--json")).Lines, Has.Count.EqualTo(before));
    }

    // (status or a cut answer, exit code, whether it is not known to have arrived)
    [TestCase(HttpStatusCode.Unauthorized, ExitCodes.Configuration, false)]
    [TestCase(HttpStatusCode.TooManyRequests, ExitCodes.Unavailable, false)]
    [TestCase(HttpStatusCode.InternalServerError, ExitCodes.Unavailable, true)]
    [TestCase(null, ExitCodes.Unavailable, true)]
    public async Task Send_Fails_KeepsTheFetchAndSendsTheNextTime(HttpStatusCode? status, int code, bool isInDoubt)
    {
        await FetchAsync();
        await SayAsync("denied", "r1", 1);
        _server.Pages["FetchHashes?startTimestamp=20&pageSize=800"] = $$"""
            {"count":1,"nextSetTimestamp":30,"hasMoreRecords":false,"hashRecords":[
             {"signalType":"ImageMD5","hashValue":"{{7:x32}}","hashStatus":"Active","lastModtimestamp":9}]}
            """;
        _server.Pages["FetchHashes?startTimestamp=30&pageSize=800"] =
            """{"count":0,"nextSetTimestamp":30,"hasMoreRecords":false,"hashRecords":[]}""";
        _server.Cuts[Submit] = status is null ? 1 : 0;
        if (status is { } answer)
        {
            _server.Statuses[Submit] = answer;
        }

        var failed = await SendAsync(code);
        _ = _server.Statuses.TryRemove(Submit, out _);
        var next = await SendAsync(ExitCodes.Done);

        Assert.That(failed, Does.Contain("added 1").And.Contain("votes sent 0, refused 0, left for the next time 1"));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(2), "The fetch is not lost.");
        Assert.That(next, Does.Contain("votes sent 1"));
        Assert.That(next.Contains("not known whether", StringComparison.Ordinal), Is.EqualTo(isInDoubt));
        Assert.That(_server.Sent, Has.Count.EqualTo(2), "It is not repeated by itself.");
    }

    [Test]
    public async Task Send_VoteInDoubtThenCredentialsRejected_StaysInDoubt()
    {
        await FetchAsync();
        await SayAsync("denied", "r1", 1);
        _server.Statuses[Submit] = HttpStatusCode.InternalServerError;
        _ = await SendAsync(ExitCodes.Unavailable);
        _server.Statuses[Submit] = HttpStatusCode.Unauthorized;
        _ = await SendAsync(ExitCodes.Configuration);
        _ = _server.Statuses.TryRemove(Submit, out _);

        var next = await SendAsync(ExitCodes.Done);

        Assert.That(next, Does.Contain("not known whether").And.Contain("votes sent 1"));
    }

    [Test]
    public async Task Send_RefusedVote_IsToldAndNotSentAgain()
    {
        await FetchAsync();
        await SayAsync("denied", "r1", 1);
        _server.Statuses[Submit] = HttpStatusCode.BadRequest;

        var refused = await SendAsync(ExitCodes.Done);
        var again = await SendAsync(ExitCodes.Done);

        Assert.That(refused, Does.Contain("refuses the request (400)").And.Contain("refused 1"));
        Assert.That(again, Does.Contain("votes sent 0, refused 0, left for the next time 0"));
        Assert.That(_server.Sent, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Serve_SourceIsToldTo_SendsAfterItsFetchAndWhatFailsAfterTheNext()
    {
        await FetchFromNcmecAsync();
        await SayAsync("denied", "r1", 1, "csam", "ncmec", Reason);
        await using var context = new SetsContext(
            _custodian.Configuration, TimeProvider.System, new SetsOutput(TextWriter.Null, isJson: false),
            TextWriter.Null);
        var log = new FakeLogger<ServedSets>();
        var sets = new ServedSets(context, new ServeOptions(), null, log);
        _server.Statuses[Vote] = HttpStatusCode.Unauthorized;

        _ = await sets.FetchAsync("ncmec", CancellationToken.None);
        _ = _server.Statuses.TryRemove(Vote, out _);
        var told = log.Collector.GetSnapshot(clear: true).Select(record => record.Message).ToList();
        _ = await sets.FetchAsync("ncmec", CancellationToken.None);
        _ = await sets.FetchAsync("ncmec", CancellationToken.None);

        Assert.That(told, Has.Some.StartsWith("ncmec: not all votes of reviewers were sent"));
        Assert.That(
            log.Collector.GetSnapshot().Select(record => record.Message),
            Has.One.StartsWith("ncmec: votes sent 1, refused 0").And.One.StartsWith("ncmec: votes sent 0"));
        Assert.That(_server.Sent.Select(one => one.Request), Is.EqualTo(new[] { $"PUT {Vote}", $"PUT {Vote}" }));
    }

    [Test]
    public async Task Send_ToNcmec_IsAPutThatIsRepeatedWhenItsAnswerIsLost()
    {
        await FetchFromNcmecAsync();
        await SayAsync("denied", "r1", 1, "csam", "ncmec", Reason);
        _server.Cuts[Vote] = 1;

        var sent = await _custodian.DoAsync("fetch", "ncmec");
        var again = await _custodian.DoAsync("fetch", "ncmec");

        Assert.That(sent.Output, Does.Contain("votes sent 1"));
        Assert.That(again.Output, Does.Contain("votes sent 0"));
        Assert.That(_server.Sent.Select(one => one.Request), Is.EqualTo(new[] { $"PUT {Vote}", $"PUT {Vote}" }));
        Assert.That(_server.Sent.First().Body, Does.Contain($"<guid>{Reason}</guid>"));
        Assert.That(_server.Sent.First().Credentials, Is.EqualTo("Basic dTpw"));
    }

    [Test]
    public async Task Send_VotesOnOthersEntries_StayHere()
    {
        await FetchAsync();
        _ = await _custodian.DoAsync(
            "import", _custodian.List("own.csv", "md5", $"{2:x32}"), "--bank", "intimate", "--source", "own");
        _ = await _custodian.DoAsync(
            "import", _custodian.List("other.csv", "md5", $"{3:x32}"), "--bank", "other", "--source", "stopncii",
            "--new-bank");
        await SayAsync("denied", "r1", 1, "intimate", "own");
        await SayAsync("denied", "r1", 1, "other", "stopncii");

        Assert.That(await SendAsync(ExitCodes.Done), Does.Contain("votes sent 0"));
        Assert.That(_server.Sent, Is.Empty);
    }

    [Test]
    public async Task Send_ToASourceThatTakesNone_IsTold()
    {
        _server.Pages["list.csv"] = "md5\n00000000000000000000000000000001\n";

        var result = await _custodian.DoAsync("fetch", "partner", "--send-feedback");
        var configured = await _custodian.TryAsync("fetch", "--Exchanges:Sources:partner:SendFeedback=true");

        Assert.That(result.Error, Does.Contain("an exchange of its kind takes no feedback; nothing is sent"));
        Assert.That(configured.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(configured.Error, Does.Contain("partner:SendFeedback"));
    }

    private async Task FetchFromNcmecAsync()
    {
        _server.Pages["v2/entries?*"] = $"""
            <queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images count="1"
            maxTimestamp="2024-01-01T00:00:00Z"><image><member id="42">m</member>
            <timestamp>2024-01-01T00:00:00Z</timestamp><id>image1</id><classification>A1</classification>
            <fingerprints><md5>{Listed}</md5></fingerprints></image></images></queryResult>
            """;
        _ = await _custodian.DoAsync("fetch", "ncmec");
    }

    private async Task FetchAsync() => _ = await _custodian.DoAsync("fetch", "ncii");

    private async Task<string> SendAsync(int code)
    {
        var result = await _custodian.TryAsync("fetch", "ncii", "--send-feedback");
        Assert.That(result.Code, Is.EqualTo(code), result.Output + result.Error);
        return result.Output + result.Error;
    }

    // One reviewer's decision on every entry of a source.
    private async Task SayAsync(
        string decision, string reviewer, int hour, string bank = "intimate", string source = "stopncii",
        string? reason = null)
    {
        var events = (await _custodian.ExportAsync("--bank", bank)).Select(line =>
            {
                using var entry = JsonDocument.Parse(line);
                return (Id: entry.RootElement.GetProperty("entryId").GetString(),
                    Source: entry.RootElement.GetProperty("source").GetString());
            })
            .Where(entry => entry.Source == source)
            .Select(entry => $$"""
                {"uploadId":"u","bank":"{{bank}}","source":"{{source}}","entryId":"{{entry.Id}}","kind":"exact",
                 "decision":"{{decision}}","reviewer":"{{reviewer}}","decidedAt":"2026-01-01T0{{hour}}:00:00Z"
                 {{(reason is null ? "" : $",\"reason\":\"{reason}\"")}}}
                """).ToList();
        Assert.That(events, Is.Not.Empty);
        var path = Path.Combine(_custodian.Path, $"feedback-{++_recordings}.jsonl");
        using (var writer = new RecordingWriter(File.Create(path)))
        {
            foreach (var (offset, json) in events.Index())
            {
                var position = new RecordPosition(new TopicPartition("scan.feedback", 0), offset);
                writer.Write(new RecordedRecord(
                    new InboundRecord(position, DateTimeOffset.UnixEpoch, null, Encoding.UTF8.GetBytes(json), []),
                    TimestampKind.Create));
            }
        }

        var result = await _custodian.DoAsync("feedback", path, "--json");
        Assert.That(result.Lines.Single().GetProperty("news").GetInt64(), Is.EqualTo(events.Count), result.Error);
    }
}
