using System.Net;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Commands.Sets;

/// <summary>A fetch that ended on the way, and the next one.</summary>
[TestFixture, Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FetchResumeTests : IDisposable
{
    private const string First = "FetchHashes?startTimestamp=10&pageSize=800";
    private readonly PageServer _server = new();
    private readonly Custodian _custodian;

    public FetchResumeTests()
    {
        _custodian = new Custodian(sources: $$"""
            {
              "ncii": {
                "Kind": "StopNcii", "Bank": "intimate", "Location": "{{_server.Root}}", "Secret": "k",
                "Pause": "00:00:00"
              }
            }
            """);
        _server.Pages[First] = Page(1, "b");
        _server.Pages[At("b")] = Page(2, "c");
        _server.Pages[At("c")] = Page(3, null);
        _server.Statuses[At("c")] = HttpStatusCode.Unauthorized;
    }

    private string Spool => Path.Combine(_custodian.Path, "working", "fetch", "ncii");

    public void Dispose()
    {
        _server.Dispose();
        _custodian.Dispose();
    }

    [Test]
    public async Task Fetch_AfterOneThatEndedOnTheWay_AsksForNoWholePageAgain()
    {
        var interrupted = await FetchAsync(ExitCodes.Configuration);
        Assert.That(await _custodian.ExportAsync(), Is.Empty, "A part of a list is nothing.");
        Assert.That(Directory.GetFiles(Spool), Has.Length.EqualTo(2));
        Assert.That(_server.Statuses.TryRemove(At("c"), out _), Is.True);

        var resumed = await FetchAsync(ExitCodes.Done);

        Assert.That(interrupted.Error, Does.Not.Contain("interrupted"));
        Assert.That(resumed.Error, Does.Contain("2 pages of an interrupted fetch are kept"));
        Assert.That(_server.Requests, Is.EqualTo(new[] { First, At("b"), At("c"), At("c") }));
        Assert.That(resumed.Lines.Single().GetProperty("pages").GetInt64(), Is.EqualTo(3));
        Assert.That(resumed.Lines.Single().GetProperty("mode").GetString(), Is.EqualTo("full"));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(3));
        Assert.That((await _custodian.DoAsync("log", "--json")).Lines, Has.Count.EqualTo(1));
        Assert.That(Directory.Exists(Spool), Is.False, "What is taken is kept no longer.");
    }

    [Test]
    public async Task Fetch_PageIsCutOffUnseen_IsAskedForAgainAndWhatIsKeptStays()
    {
        Assert.That(_server.Statuses.TryRemove(At("c"), out _), Is.True);
        _server.Pages[At("c")] = Page(3, null)[..60];

        var cut = await FetchAsync(ExitCodes.Unavailable);
        Assert.That(cut.Output, Does.Contain("cut off"));
        Assert.That(_server.Requests.Count(asked => asked == At("c")), Is.EqualTo(5));
        Assert.That(Directory.GetFiles(Spool), Has.Length.EqualTo(2));

        _server.Pages[At("c")] = Page(3, null);
        Assert.That((await FetchAsync(ExitCodes.Done)).Error, Does.Contain("2 pages of an interrupted fetch are kept"));
    }

    [TestCase(HttpStatusCode.BadRequest)]
    [TestCase(HttpStatusCode.NotFound)]
    [TestCase(HttpStatusCode.Gone)]
    public async Task Fetch_NextPageIsForgotten_StartsOverOnceAndTakesNothingOfTheFirstAttempt(HttpStatusCode status)
    {
        _ = await FetchAsync(ExitCodes.Configuration);
        _server.Statuses[At("c")] = status;
        _server.Pages[First] = Page(4, null);

        var again = await FetchAsync(ExitCodes.Done);

        Assert.That(again.Error, Does.Contain($"any more ({(int)status}); the fetch starts over"));
        Assert.That(_server.Requests.TakeLast(2), Is.EqualTo(new[] { At("c"), First }));
        Assert.That((await _custodian.ExportAsync()).Single(), Does.Contain($"{4:x32}"));
    }

    [Test]
    public async Task Fetch_NextPageAndFirstPageAreRefused_FailsWithoutGoingRound()
    {
        _ = await FetchAsync(ExitCodes.Configuration);
        _server.Statuses[At("c")] = HttpStatusCode.Gone;
        _server.Statuses[First] = HttpStatusCode.Gone;

        var again = await FetchAsync(ExitCodes.BadInput);

        Assert.That(again.Output, Does.Contain("refuses the request (410)"));
        Assert.That(_server.Requests.TakeLast(2), Is.EqualTo(new[] { At("c"), First }));
    }

    [Test]
    public async Task Fetch_PagesThatAreTooOldOrDamaged_AreToldAndFetchedAnew()
    {
        _ = await FetchAsync(ExitCodes.Configuration);
        var old = await FetchAsync(ExitCodes.Configuration, "--Exchanges:Sources:ncii:ResumeWithin=00:00:00");
        await File.AppendAllTextAsync(Directory.GetFiles(Spool)[0], " ");
        var damaged = await FetchAsync(ExitCodes.Configuration);
        File.Delete(Directory.GetFiles(Spool).Order().First());
        var torn = await FetchAsync(ExitCodes.Configuration);

        Assert.That(old.Error, Does.Contain("older than 00:00:00; the fetch starts over"));
        Assert.That(damaged.Error, Does.Contain("damaged; the fetch starts over"));
        Assert.That(torn.Error, Does.Contain("damaged; the fetch starts over"));
        Assert.That(_server.Requests.Count(asked => asked == First), Is.EqualTo(4));
    }

    [Test]
    public async Task Fetch_OfAnotherRange_StartsOver()
    {
        _server.Pages[First] = Page(1, null);
        _ = await FetchAsync(ExitCodes.Done);
        _server.Pages[First] = Page(2, null);
        _server.Pages["FetchHashes?startTimestamp=20&pageSize=800"] = Page(3, "d");
        _server.Statuses[At("d", 20)] = HttpStatusCode.Forbidden;
        _ = await FetchAsync(ExitCodes.Configuration);

        var whole = await FetchAsync(ExitCodes.Done, "--start-over", "--allow-shrink", "--allow-growth");

        Assert.That(whole.Error, Does.Contain("another range or address; the fetch starts over"));
        Assert.That((await _custodian.ExportAsync()).Single(), Does.Contain($"{2:x32}"));
    }

    [Test]
    public async Task Fetch_DryRun_KeepsNothingAndUsesNothing()
    {
        _ = await FetchAsync(ExitCodes.Configuration, "--dry-run");

        Assert.That(Directory.Exists(Spool), Is.False);
    }

    private async Task<CommandResult> FetchAsync(int code, params string[] more)
    {
        var result = await _custodian.TryAsync(["fetch", "ncii", "--json", .. more]);
        Assert.That(result.Code, Is.EqualTo(code), result.Output + result.Error);
        return result;
    }

    private static string At(string token, long start = 10) =>
        $"FetchHashes?startTimestamp={start}&pageSize=800&nextPageToken={token}";

    private static string Page(int number, string? next) => $$"""
        {"count":1,"nextSetTimestamp":20,"hasMoreRecords":{{(next is null ? "false" : "true")}},
         "nextPageToken":{{(next is null ? "null" : $"\"{next}\"")}},"hashRecords":[
         {"signalType":"ImageMD5","hashValue":"{{number:x32}}","hashStatus":"Active","lastModtimestamp":{{number}} }]}
        """;
}
