using System.Text.Json;

namespace ScanWorker.Tests.Commands.Sets;

[TestFixture, Parallelizable(ParallelScope.Self), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PreviewTests : IDisposable
{
    private const string Md5A = "0cc175b9c0f1b6a831c399e269772661";
    private const string Md5B = "92eb5ffee6ae2fec3ad71c777531578f";
    private const string Pdq = "f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b22";
    private Custodian _custodian = new();

    public void Dispose() => _custodian.Dispose();

    [SetUp]
    public async Task StartAsync()
    {
        _custodian.Dispose();
        _custodian = await Custodian.StartAsync();
        _ = await _custodian.DoAsync("import", _custodian.List("a.txt", Md5A), "--bank", "b");
        _ = await _custodian.DoAsync("publish");
    }

    [Test]
    public async Task DryRun_AnyCommand_SaysWhatWouldChangeAndWritesNothing()
    {
        _ = await _custodian.DoAsync("add", $"md5:{Md5B}", "--bank", "c", "--new-bank", "--no-publish");
        var before = await _custodian.DoAsync("log");

        var published = await ChangesAsync("publish");
        var added = await ChangesAsync("add", $"pdq:{Pdq}", "--bank", "b");
        var withdrawn = await ChangesAsync("withdraw", Md5A);
        var inWorkingSet = await ChangesAsync("withdraw", Md5B, "--no-publish");

        Assert.That(published, Is.EqualTo(new[] { ("c", 1, 0, 1) }));
        Assert.That(added, Is.EqualTo(new[] { ("b", 1, 0, 2) }));
        Assert.That(withdrawn, Is.EqualTo(new[] { ("b", 0, 1, 0) }));
        Assert.That(inWorkingSet, Is.EqualTo(new[] { ("c", 0, 1, 0) }));
        Assert.That((await _custodian.DoAsync("log")).Output, Is.EqualTo(before.Output));
        Assert.That((await _custodian.DoAsync("verify", "--json")).Code, Is.EqualTo(ExitCodes.Done));
    }

    [Test]
    public async Task DryRun_Rollback_LeavesOutWhatAPersonWithdrewUnlessItIsAskedFor()
    {
        _ = await _custodian.DoAsync("add", $"md5:{Md5B}", "--bank", "b");
        _ = await _custodian.DoAsync("withdraw", Md5A);

        Assert.That(await ChangesAsync("rollback", "1"), Is.EqualTo(new[] { ("b", 0, 1, 0) }));
        Assert.That(await ChangesAsync("rollback", "1", "--with-withdrawn"), Is.EqualTo(new[] { ("b", 1, 1, 1) }));
    }

    [Test]
    public async Task DryRun_RollbackWithWorkThatIsNotPublished_ShowsAndWarns()
    {
        _ = await _custodian.DoAsync("add", $"md5:{Md5B}", "--bank", "b");
        _ = await _custodian.DoAsync("withdraw", Md5A, "--no-publish");

        var result = await _custodian.DoAsync("rollback", "1", "--dry-run");

        Assert.That(result.Error, Does.Contain("pass --discard"));
        Assert.That(result.Output, Does.Contain("Nothing was applied."));
    }

    [Test]
    public async Task DryRun_NothingPending_SaysThatNoEntryWouldChange()
    {
        var result = await _custodian.DoAsync("publish", "--dry-run");

        Assert.That(result.Output, Does.Contain("No entry would change.").And.Contain("Nothing was applied."));
    }

    [Test]
    public async Task Publish_BeforeItActs_SaysWhatChanges()
    {
        _ = await _custodian.DoAsync("import", _custodian.List("b.txt", Md5B), "--bank", "c", "--new-bank");

        var text = (await _custodian.DoAsync("publish")).Output;
        var json = (await _custodian.DoAsync("add", $"pdq:{Pdq}", "--bank", "b", "--json")).Lines[1];

        Assert.That(text, Does.Match(@"(?s)added.*\bc\b.*Version 2"));
        Assert.That(json.GetProperty("changes")[0].GetProperty("entriesAfter").GetInt64(), Is.EqualTo(2));
    }

    [TestCase(100, 2, 4)]
    [TestCase(2, 1, 2)]
    public async Task DryRun_RecordedVerdicts_CountsThoseOfTheLastThatWouldBeOthers(int last, int changed, int of)
    {
        var recording = _custodian.List(
            "verdicts.ndjson", Verdict("u1", Md5B), Verdict("u2", Md5A), Verdict("u3", Md5B), Verdict("u4", Md5A));

        var line = (await _custodian.DoAsync(
            "add", $"md5:{Md5B}", "--bank", "b", "--dry-run", "--verdicts", recording, "--last", $"{last}", "--json"))
            .Lines.Single(line => line.GetProperty("type").GetString() == "verdicts");

        Assert.That(
            (line.GetProperty("after").GetString(), line.GetProperty("count").GetInt32(),
                line.GetProperty("of").GetInt64()),
            Is.EqualTo(("match, block", changed, of)));
    }

    [TestCase("--verdicts", "x.ndjson")]
    [TestCase("--dry-run", "--last", "0")]
    public async Task Publish_OptionsOfAPreviewThatMakeNoSense_Exit64(params string[] options) => Assert.That(
        (await _custodian.TryAsync(["publish", .. options])).Code, Is.EqualTo(ExitCodes.Usage));

    private async Task<(string?, int, int, int)[]> ChangesAsync(params string[] command) =>
    [
        .. (await _custodian.DoAsync([.. command, "--dry-run", "--json"])).Lines.Select(line => (
            line.GetProperty("bank").GetString(), Number(line, "added"), Number(line, "withdrawn"),
            Number(line, "entriesAfter"))),
    ];

    private static int Number(JsonElement line, string name) => line.GetProperty(name).GetInt32();

    // As a worker wrote it when nothing was known of the upload.
    private static string Verdict(string uploadId, string md5) => $$"""
        {"uploadId":"{{uploadId}}","verdict":"no-match","action":"allow","reason":"nothing-known","digests":{
        "md5":"{{md5}}","sha1":"86f7e437faa5a7fce15d1ddcb9eaeaea377667b8",
        "sha256":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"},"perceptual":[{
        "algorithm":"pdq","hash":"{{Pdq}}","quality":100,"frame":0,"transform":"original"}],"matches":[],
        "hashSetVersion":1,"policyVersion":"","worker":{"instance":"w","version":"1"},
        "scannedAt":"2026-11-24T10:00:00Z"}
        """.ReplaceLineEndings("");
}
