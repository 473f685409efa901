using System.Text.Json;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Publishing;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Commands.Sets;

/// <summary>Where a fetch begins when the last one was of another list, or its checkpoint cannot be right.</summary>
[TestFixture, Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FetchStartTests : IDisposable
{
    private const string First = "FetchHashes?startTimestamp=10&pageSize=800";
    private const string Year2099Ms = "4070908800000";
    private readonly PageServer _server = new();
    private readonly Custodian _custodian;

    public FetchStartTests() => _custodian = new Custodian(sources: $$"""
        {
          "ncii": {
            "Kind": "StopNcii", "Bank": "intimate", "Location": "{{_server.Root}}test", "Secret": "k",
            "Pause": "00:00:00"
          },
          "ncmec": {
            "Kind": "Ncmec", "Bank": "csam", "Location": "{{_server.Root}}", "User": "u", "Secret": "p",
            "Pause": "00:00:00"
          },
          "tcap": {
            "Kind": "Tcap", "Bank": "terror", "Location": "{{_server.Root}}", "User": "u", "Secret": "p",
            "Pause": "00:00:00"
          },
          "partner": { "Bank": "partner", "Location": "{{_server.Root}}list.csv", "Pause": "00:00:00" }
        }
        """);

    public void Dispose()
    {
        _server.Dispose();
        _custodian.Dispose();
    }

    [Test]
    public async Task Fetch_SourceHasMoved_FetchesTheWholeListAndSaysWhy()
    {
        _server.Pages["test/" + First] = StopNcii("20", 1);
        _server.Pages["prod/" + First] = StopNcii("30", 1, 2);
        _server.Pages["prod/FetchHashes?startTimestamp=30&pageSize=800"] = StopNcii("30");
        string[] moved = [$"--Exchanges:Sources:ncii:Location={_server.Root}prod", "--allow-growth"];
        _ = await FetchAsync("ncii");

        var first = await FetchAsync("ncii", moved);
        var second = await FetchAsync("ncii", moved);

        Assert.That(first.Error, Does.Contain($"ncii: the last fetch was from {_server.Root}test; the whole list is"));
        Assert.That(ModeOf(first), Is.EqualTo("full"));
        Assert.That((ModeOf(second), second.Error), Is.EqualTo(("delta", "")));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(2));
    }

    [TestCase("Bank=other", "was for bank 'intimate'")]
    [TestCase("Source=own", "are of source 'stopncii'")]
    [TestCase("Kind=Tcap", "was of kind StopNcii")]
    public async Task Fetch_SourceIsOfAnotherList_FetchesTheWholeListAndSaysWhy(string setting, string why)
    {
        _server.Pages["test/" + First] = StopNcii("20", 1);
        _server.Pages["test/token-auth/tcap/"] = """{"token":"jwt"}""";
        _server.Pages["test/api/hash-list/"] = Tcap("20,1");
        _ = await FetchAsync("ncii");

        var anew = await FetchAsync("ncii", $"--Exchanges:Sources:ncii:{setting}");

        Assert.That(anew.Error, Does.Contain(why).And.Contain("; the whole list is fetched."));
        Assert.That((ModeOf(anew), anew.Lines.Single().GetProperty("added").GetInt64()), Is.EqualTo(("full", 1)));
    }

    [TestCase("Location", "other.csv", "was from")]
    [TestCase("Bank", "other", "was for bank 'partner'")]
    [TestCase("Source", "own", "are of source 'partner'")]
    public async Task Fetch_FileHasMovedAndHasTheSameEntityTag_IsFetched(string setting, string value, string why)
    {
        foreach (var path in new[] { "list.csv", "other.csv" })
        {
            (_server.Pages[path], _server.Tags[path]) = ($"md5\n{7:x32}\n", "\"v1\"");
        }

        _ = await FetchAsync("partner");
        var same = await FetchAsync("partner");

        var moved = await FetchAsync(
            "partner",
            $"--Exchanges:Sources:partner:{setting}={(setting == "Location" ? _server.Root : "")}{value}");

        Assert.That((PagesOf(same), same.Error), Is.EqualTo((0, "")));
        Assert.That((PagesOf(moved), ModeOf(moved)), Is.EqualTo((1, "full")));
        Assert.That(moved.Error, Does.Contain(why));
    }

    [Test]
    public async Task Fetch_CheckpointOfAnOldJournal_IsOfWhateverTheSourceIsNow()
    {
        NoteCheckpoint("ncii", "20");
        _server.Pages["test/FetchHashes?startTimestamp=20&pageSize=800"] = StopNcii("30", 2);

        var next = await FetchAsync("ncii");

        Assert.That((ModeOf(next), next.Error), Is.EqualTo(("delta", "")));
        Assert.That(OfLast(), Is.EqualTo(new FetchedList("StopNcii", $"{_server.Root}test", "intimate", "stopncii")));
    }

    [Test]
    public async Task Fetch_AddressWithAToken_TokenIsNotInTheJournal()
    {
        _server.Pages["list.csv?sig=secret"] = $"md5\n{7:x32}\n";

        _ = await FetchAsync("partner", $"--Exchanges:Sources:partner:Location={_server.Root}list.csv?sig=secret");

        Assert.That(OfLast()?.Location, Does.Match(@"list\.csv\?[0-9a-f]{16}$"));
    }

    [Test]
    public async Task Fetch_CheckpointFarAhead_IsRefusedAndNothingIsTaken()
    {
        _server.Pages["v2/entries?*"] = Ncmec("2099-01-01T00:00:00Z");
        _server.Pages["test/" + First] = StopNcii(Year2099Ms, 1);
        _server.Pages["token-auth/tcap/"] = """{"token":"jwt"}""";
        _server.Pages["api/hash-list/"] = Tcap($"{Year2099Ms}.5,7");
        foreach (var source in new[] { "ncmec", "ncii", "tcap" })
        {
            var refused = await _custodian.TryAsync("fetch", source, "--json");

            Assert.That(refused.Code, Is.EqualTo(ExitCodes.BadInput), refused.Output + refused.Error);
            Assert.That(refused.Output, Does.Contain("more than a day ahead of this machine's clock"), source);
        }

        Assert.That(await _custodian.ExportAsync(), Is.Empty);
        Assert.That((await _custodian.DoAsync("log", "--json")).Lines, Is.Empty);
    }

    [Test]
    public async Task Fetch_CheckpointALittleAhead_IsTaken()
    {
        var next = $"{TimeProvider.System.GetUtcNow().AddHours(23).ToUnixTimeSeconds()}";
        _server.Pages["test/" + First] = StopNcii(next, 1);

        _ = await FetchAsync("ncii");

        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(1));
    }

    [TestCase("ncii", Year2099Ms)]
    [TestCase("ncmec", "2099-01-01T00:00:00Z")]
    [TestCase("tcap", "4070908800.5,7")]
    public async Task Fetch_CheckpointOfTheJournalIsInTheFuture_FetchesTheWholeList(string source, string checkpoint)
    {
        NoteCheckpoint(source, checkpoint);
        _server.Pages["test/" + First] = StopNcii("30", 1);
        _server.Pages["v2/entries?from=1970-01-01T00%3A00%3A00Z*"] = Ncmec("2024-01-01T00:00:00Z");
        _server.Pages["token-auth/tcap/"] = """{"token":"jwt"}""";
        _server.Pages["api/hash-list/"] = Tcap("20,1");

        var anew = await FetchAsync(source);

        Assert.That(anew.Error, Does.Contain($"({checkpoint}) lies in the future; the whole list is fetched."));
        Assert.That((ModeOf(anew), anew.Lines.Single().GetProperty("added").GetInt64()), Is.EqualTo(("full", 1)));
    }

    [Test]
    public async Task Fetch_GuessedFormatNamesTheSourceOfAnother_IsRefused()
    {
        _server.Pages["list.csv"] = Ncmec("2024-01-01T00:00:00Z");

        var refused = await _custodian.TryAsync("fetch", "partner", "--Exchanges:Sources:partner:Bank=csam");

        Assert.That(refused.Code, Is.EqualTo(ExitCodes.Configuration), refused.Output + refused.Error);
        Assert.That(
            refused.Output,
            Does.Contain("Exchanges:Sources:ncmec and Exchanges:Sources:partner feed bank 'csam'")
                .And.Contain("Set Exchanges:Sources:partner:Source"));
        Assert.That(await _custodian.ExportAsync(), Is.Empty);
    }

    [Test]
    public async Task Fetch_TwoSourcesOfOneNameFeedOneBank_Exits78AndNamesBothAndTheSetting()
    {
        const string two = """
            {
              "esp": { "Kind": "Ncmec", "Bank": "csam", "Location": "https://a.example/esp" },
              "npo": { "Kind": "Ncmec", "Bank": "csam", "Location": "https://a.example/npo" },
              "file": { "Bank": "csam", "Location": "https://a.example/list", "Format": "tcap" },
              "other": { "Kind": "Ncmec", "Bank": "other", "Location": "https://a.example/esp" },
              "own": { "Kind": "Ncmec", "Bank": "csam", "Location": "https://a.example/own", "Source": "own" }
            }
            """;
        using var custodian = new Custodian(sources: two);

        var result = await custodian.TryAsync("fetch");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(
            result.Error.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)[1..],
            Is.EqualTo(new[]
            {
                "  Exchanges:Sources:esp and Exchanges:Sources:npo feed bank 'csam' with entries of the same source "
                    + "'ncmec': the whole list of one would withdraw what comes from the other. Set "
                    + "Exchanges:Sources:npo:Source to a name of its own.",
            }));
    }

    private async Task<CommandResult> FetchAsync(string source, params string[] more)
    {
        var result = await _custodian.TryAsync(["fetch", source, "--json", .. more]);
        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done), result.Output + result.Error);
        return result;
    }

    // As journals had it before they noted what a checkpoint is of.
    private void NoteCheckpoint(string source, string value)
    {
        using var workingSet = WorkingSet.OpenToWrite(Path.Combine(_custodian.Path, "working"), TimeProvider.System);
        _ = workingSet.Append(new JournalRecord(0, default, "c", JournalAction.Import)
        {
            Checkpoint = new JournalCheckpoint(source, value),
        });
    }

    private FetchedList? OfLast()
    {
        using var workingSet = WorkingSet.OpenToRead(Path.Combine(_custodian.Path, "working"), TimeProvider.System);
        return workingSet.State.Checkpoints.Values.Single().Of;
    }

    private static string? ModeOf(CommandResult result) => Only(result).GetProperty("mode").GetString();

    private static int PagesOf(CommandResult result) => Only(result).GetProperty("pages").GetInt32();

    private static JsonElement Only(CommandResult result) => result.Lines.Single();

    private static string StopNcii(string next, params int[] numbers) => $$"""
        {"count":{{numbers.Length}},"nextSetTimestamp":{{next}},"hasMoreRecords":false,"hashRecords":[{{string.Join(
            ',', numbers.Select(number => $$"""
            {"signalType":"ImageMD5","hashValue":"{{number:x32}}","hashStatus":"Active","lastModtimestamp":9}
            """))}}]}
        """;

    private static string Tcap(string checkpoint) => $$"""
        {"count":1,"next":null,"previous":null,"checkpoint":"{{checkpoint}}","results":[
         {"id":1,"hash_digest":"{{3:x32}}","algorithm":"MD5","ideology":"x","file_type":"image/png","deleted":false,
          "created_on":"2024-01-01T00:00:00Z","updated_on":"2024-01-01T00:00:00Z"}]}
        """;

    private static string Ncmec(string maxTimestamp) => $"""
        <queryResult xmlns="https://hashsharing.ncmec.org/hashsharing/v2"><images count="1"
        maxTimestamp="{maxTimestamp}"><image><member id="42">m</member>
        <timestamp>2024-01-01T00:00:00Z</timestamp><id>image1</id><classification>A1</classification>
        <fingerprints><md5>{1:x32}</md5></fingerprints></image></images></queryResult>
        """;
}
