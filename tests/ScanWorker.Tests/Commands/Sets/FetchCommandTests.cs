using System.Net;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Commands.Sets;

/// <summary>A custodian who fetches from a server on loopback.</summary>
[TestFixture, Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FetchCommandTests : IDisposable
{
    private const string First = "FetchHashes?startTimestamp=10&pageSize=800";
    private readonly PageServer _server = new();
    private readonly Custodian _custodian;

    public FetchCommandTests() => _custodian = new Custodian(sources: $$"""
        {
          "ncii": {
            "Kind": "StopNcii", "Bank": "intimate", "Location": "{{_server.Root}}", "Secret": "k", "Pause": "00:00:00"
          },
          "partner": {
            "Bank": "partner", "Location": "{{_server.Root}}changes.csv", "IsDelta": true, "Pause": "00:00:00"
          },
          "gone": { "Bank": "partner", "Location": "{{_server.Root}}gone.csv", "Pause": "00:00:00" }
        }
        """);

    public void Dispose()
    {
        _server.Dispose();
        _custodian.Dispose();
    }

    [Test]
    public async Task Fetch_ThenAgain_GoesOnFromTheCheckpoint()
    {
        _server.Pages[First] = Page(20, Record("Active", 1), Record("Active", 2));
        _server.Pages["FetchHashes?startTimestamp=20&pageSize=800"] =
            Page(30, Record("Withdrawn", 1), Record("Active", 3));

        var first = await FetchAsync(ExitCodes.Done);
        var second = await FetchAsync(ExitCodes.Done);

        Assert.That(first.Lines.Single().GetProperty("mode").GetString(), Is.EqualTo("full"));
        Assert.That(second.Lines.Single().GetProperty("mode").GetString(), Is.EqualTo("delta"));
        Assert.That(second.Lines.Single().GetProperty("withdrawn").GetInt64(), Is.EqualTo(1));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Fetch_SourceThatIsNotConfigured_IsUsageAndNamesTheNearest()
    {
        var result = await _custodian.TryAsync("fetch", "ncci");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Usage));
        Assert.That(result.Error, Does.Contain("Did you mean ncii? There are: gone, ncii, partner."));
    }

    [Test]
    public async Task Fetch_LaterPageIsWrong_TakesNothingAndKeepsTheCheckpoint()
    {
        _server.Pages[First] = PageWithMore(20, "t", Record("Active", 1));
        _server.Pages[First + "&nextPageToken=t"] =
            """{"count":7,"nextSetTimestamp":20,"hasMoreRecords":false,"hashRecords":[]}""";

        var refused = await FetchAsync(ExitCodes.BadInput);
        Assert.That(refused.Output, Does.Contain("announces 7 records"));
        Assert.That(await _custodian.ExportAsync(), Is.Empty);

        _server.Pages[First + "&nextPageToken=t"] = Page(20, Record("Active", 2));
        _ = await FetchAsync(ExitCodes.Done);
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Fetch_StartOverWithASmallerList_IsRefusedUntilShrinkIsAllowed()
    {
        _server.Pages[First] = Page(20, [.. Enumerable.Range(1, 10).Select(i => Record("Active", i))]);
        _ = await FetchAsync(ExitCodes.Done);
        _server.Pages[First] = Page(30, Record("Active", 1));

        var refused = await FetchAsync(ExitCodes.BadInput, "--start-over");
        Assert.That(refused.Output, Does.Contain("--allow-shrink"));
        _ = await FetchAsync(ExitCodes.Done, "--start-over", "--allow-shrink");

        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Fetch_ExchangeTakesItsTime_WorkingSetIsFreeMeanwhile()
    {
        _server.Pages[First] = Page(20, Record("Active", 1));
        using var hold = _server.Hold(First);

        var fetching = FetchAsync(ExitCodes.Done);
        await hold.AskedAsync();
        _ = await _custodian.DoAsync(
            "import", _custodian.List("own.csv", "md5", $"{7:x32}"), "--bank", "own", "--new-bank");
        hold.Dispose();
        _ = await fetching;

        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Fetch_SourceWasFetchedMeanwhile_IsRefusedAndTakesNothing()
    {
        _server.Pages[First] = Page(20, Record("Active", 1));
        using var hold = _server.Hold(First);
        var late = FetchAsync(ExitCodes.Unavailable);
        await hold.AskedAsync();
        hold.LetOthersThrough();
        _ = await FetchAsync(ExitCodes.Done);
        _server.Pages[First] = Page(20, Record("Active", 1), Record("Active", 2));
        hold.Dispose();

        Assert.That((await late).Output, Does.Contain("by another process meanwhile"));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Fetch_NothingConfigured_Exits78()
    {
        using var custodian = new Custodian();

        Assert.That((await custodian.TryAsync("fetch")).Code, Is.EqualTo(ExitCodes.Configuration));
    }

    [Test]
    public async Task Fetch_FilesOfChangesWithoutEntityTags_WithdrawNothing()
    {
        _server.Pages["changes.csv"] = "md5\n00000000000000000000000000000001\n";
        _ = await FetchFromAsync(ExitCodes.Done, "partner");
        _server.Pages["changes.csv"] = "md5\n00000000000000000000000000000002\n";

        var second = await FetchFromAsync(ExitCodes.Done, "partner");

        Assert.That(second.Lines.Single().GetProperty("mode").GetString(), Is.EqualTo("delta"));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Fetch_OneSourceFails_TheOthersAreFetched()
    {
        _server.Pages[First] = Page(20, Record("Active", 1));
        _server.Pages["changes.csv"] = "md5\n00000000000000000000000000000002\n";

        var all = await _custodian.TryAsync("fetch", "--json");

        Assert.That(all.Code, Is.EqualTo(ExitCodes.BadInput), all.Output + all.Error);
        Assert.That(all.Lines.Count(line => line.TryGetProperty("error", out _)), Is.EqualTo(1));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Fetch_AfterARollback_FetchesTheWholeListAgain()
    {
        _ = await _custodian.DoAsync("keygen", Path.Combine(_custodian.Path, "keys"));
        _server.Pages[First] = Page(20, Record("Active", 1));
        _ = await FetchAsync(ExitCodes.Done, "--publish");
        _server.Pages["FetchHashes?startTimestamp=20&pageSize=800"] = Page(30, Record("Active", 2));
        _ = await FetchAsync(ExitCodes.Done, "--publish");
        _ = await _custodian.DoAsync("rollback", "1");
        _server.Pages[First] = Page(30, Record("Active", 1), Record("Active", 2));

        var again = await FetchAsync(ExitCodes.Done, "--allow-growth");

        Assert.That(again.Lines.Single().GetProperty("mode").GetString(), Is.EqualTo("full"));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Fetch_ABadRecordAmongFew_IsQuarantinedAndTheOthersAreTaken()
    {
        _server.Pages[First] = Page(20, Record("Active", 1));
        _ = await FetchAsync(ExitCodes.Done);
        string[] good = [.. Enumerable.Range(2, 20).Select(i => Record("Active", i))];
        _server.Pages["FetchHashes?startTimestamp=20&pageSize=800"] = Page(30, [.. good, Record("Lost", 99)]);

        var result = await _custodian.DoAsync("fetch", "ncii");

        Assert.That(result.Output, Does.Contain("added 20").And.Contain("quarantined 1 (bad-value 1)"));
        Assert.That(result.Output, Does.Match(@"quarantined lines are in .*\.ndjson"));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(21));
    }

    [TestCase(null, null, ExitCodes.BadInput)]
    [TestCase("0.5", null, ExitCodes.Done)]
    [TestCase(null, "0.5", ExitCodes.Done)]
    [TestCase("0", "0.5", ExitCodes.BadInput)]
    [TestCase("2", null, ExitCodes.Usage)]
    public async Task Fetch_ManyBadRecords_AreTakenIfOptionOrSettingSaySo(string? option, string? setting, int code)
    {
        _server.Pages[First] = Page(20, [.. Enumerable.Range(1, 4).Select(i => Record(i < 2 ? "Lost" : "Active", i))]);
        string[] more =
        [
            .. option is null ? (string[])[] : ["--quarantine-limit", option],
            .. setting is null ? (string[])[] : [$"--Exchanges:Sources:ncii:QuarantineLimit={setting}"],
        ];

        var result = await _custodian.TryAsync(["fetch", "ncii", .. more]);

        Assert.That(result.Code, Is.EqualTo(code), result.Output + result.Error);
        if (code == ExitCodes.BadInput)
        {
            Assert.That(
                result.Output,
                Does.Contain("--quarantine-limit").And.Contain("quarantined 1 (bad-value 1); nothing is applied")
                    .And.Contain("quarantined lines are in "));
        }
    }

    [Test]
    public async Task Fetch_Tombstones_AreCounted()
    {
        _server.Pages[First] = Page(20, Record("Active", 1), Record("Active", 1), Record("Withdrawn", 2));

        Assert.That(
            (await _custodian.DoAsync("fetch", "ncii")).Output,
            Does.Contain("tombstones 1").And.Contain("rows of entries named before 1"));
    }

    [Test]
    public async Task Fetch_ExchangeRejectsTheKey_Exits78()
    {
        _server.Statuses[First] = HttpStatusCode.Unauthorized;

        Assert.That((await FetchAsync(ExitCodes.Configuration)).Output, Does.Contain("rejects the credentials"));
    }

    private Task<CommandResult> FetchAsync(int code, params string[] more) => FetchFromAsync(code, "ncii", more);

    private async Task<CommandResult> FetchFromAsync(int code, string source, params string[] more)
    {
        var result = await _custodian.TryAsync(["fetch", source, "--json", .. more]);
        Assert.That(result.Code, Is.EqualTo(code), result.Output + result.Error);
        return result;
    }

    private static string Record(string status, int number) =>
        $$"""
        {"signalType":"ImageMD5","hashValue":"{{number:x32}}","hashStatus":"{{status}}","lastModtimestamp":{{number}} }
        """;

    private static string Page(long next, params string[] records) => $$"""
        {"count":{{records.Length}},"nextSetTimestamp":{{next}},"hasMoreRecords":false,
         "hashRecords":[{{string.Join(',', records)}}]}
        """;

    private static string PageWithMore(long next, string token, string record) => $$"""
        {"count":1,"nextSetTimestamp":{{next}},"hasMoreRecords":true,"nextPageToken":"{{token}}",
         "hashRecords":[{{record}}]}
        """;
}
