using System.Globalization;
using System.Text.Json;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Tests.Commands.Sets;

[TestFixture, Parallelizable(ParallelScope.Self), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FindCommandTests : IDisposable
{
    private const string Md5 = "0cc175b9c0f1b6a831c399e269772661";
    private const string OtherMd5 = "92eb5ffee6ae2fec3ad71c777531578f";
    private const string Pdq = "f8f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b22";
    private const string TenBitsAway = "07f8f0cce0f4e84d0e370a22028f67f0b36e2ed596623e1d33e6339c4e9c9b21";
    private Custodian _custodian = new();

    public void Dispose() => _custodian.Dispose();

    [SetUp]
    public async Task StartAsync()
    {
        _custodian.Dispose();
        _custodian = await Custodian.StartAsync();
    }

    [TestCase(Md5, "md5")]
    [TestCase("md5:" + Md5, "md5")]
    [TestCase(Pdq, "pdq")]
    [TestCase("pdq:" + Pdq, "pdq")]
    [TestCase("e1", "name")]
    [TestCase("csam/e1", "name")]
    [TestCase("csam/police/e1", "name")]
    public async Task Find_AnyNameOfALiveEntry_TellsItsBankAndSinceWhen(string what, string by)
    {
        await AddAsync(Md5, $"pdq:{Pdq}");
        _ = await _custodian.DoAsync("add", $"md5:{OtherMd5}", "--bank", "csam");

        var found = (await _custodian.DoAsync("find", what, "--json")).Lines.Single();

        Assert.That(Texts(found, "bank", "source", "entryId", "by", "state"),
            Is.EqualTo(new[] { "csam", "police", "e1", by, "live" }));
        Assert.That(found.GetProperty("sinceVersion").GetInt64(), Is.EqualTo(1));
        Assert.That(found.GetProperty("query").GetString(), Is.EqualTo(what));
    }

    [TestCase(10, ExitCodes.Done)]
    [TestCase(9, ExitCodes.Found)]
    public async Task Find_Neighbour_IsToldWithinTheDistanceAlone(int distance, int code)
    {
        await AddAsync(Md5, $"pdq:{Pdq}");

        var result = await _custodian.TryAsync(
            "find", $"pdq:{TenBitsAway}", "--distance", distance.ToString(CultureInfo.InvariantCulture));

        Assert.That(result.Code, Is.EqualTo(code), result.Error);
        Assert.That(result.Output, Does.Contain(code == ExitCodes.Done ? "pdq 10" : "not found."));
    }

    [Test]
    public async Task Find_EntryThatComesAndGoes_IsInTheStateThatItIsIn()
    {
        _ = await _custodian.DoAsync("add", $"md5:{OtherMd5}", "--bank", "csam");
        _ = await _custodian.DoAsync("add", $"md5:{Md5}", "--bank", "csam", "--id", "e1", "--no-publish");
        var unpublished = await StateAsync();
        _ = await _custodian.DoAsync("publish");
        var live = await StateAsync();
        _ = await _custodian.DoAsync("withdraw", "e1", "--no-publish");
        var withdrawal = await StateAsync();
        _ = await _custodian.DoAsync("publish");
        var gone = (await _custodian.DoAsync("find", Md5, "--json")).Lines.Single();

        Assert.That(
            new[] { unpublished, live, withdrawal, gone.GetProperty("state").GetString() },
            Is.EqualTo(new[] { "unpublished", "live", "withdrawal-unpublished", "withdrawn" }));
        Assert.That(gone.GetProperty("heldBack").GetBoolean(), Is.True);
        Assert.That(
            (gone.GetProperty("sinceVersion").GetInt64(), gone.GetProperty("untilVersion").GetInt64()),
            Is.EqualTo((2, 2)));
        Assert.That((await _custodian.DoAsync("find", "e1")).Output, Does.Contain("withdrawn by a person"));
    }

    [Test]
    public async Task Find_HashThatAnEntryHadOnce_SaysSo()
    {
        _ = await _custodian.DoAsync("add", $"md5:{Md5}", "--bank", "csam", "--id", "e1");
        _ = await _custodian.DoAsync("add", $"md5:{OtherMd5}", "--bank", "csam", "--id", "e1");

        var found = await _custodian.DoAsync("find", Md5);

        Assert.That(found.Output, Does.Contain("live, with another hash now"));
    }

    [Test]
    public async Task Find_File_IsFoundByItsPixelsOrItsDigests()
    {
        var picture = Path.Combine(_custodian.Path, "picture.png");
        await File.WriteAllBytesAsync(picture, TestImages.File(ImageFormat.Png, seed: 7));
        var text = Path.Combine(_custodian.Path, "text.txt");
        await File.WriteAllTextAsync(text, "a");
        var hash = (await CommandResult.OfAsync("hash", "--json", picture)).Lines.Single();
        await AddAsync(Md5, $"pdq:{hash.GetProperty("pdq").GetString()}");

        var byPixels = (await _custodian.DoAsync("find", picture, "--json")).Lines.Single();
        var byDigest = await _custodian.DoAsync("find", text, "--json");

        Assert.That(Texts(byPixels, "entryId", "by"), Is.EqualTo(new[] { "e1", "pdq" }));
        Assert.That(Texts(byDigest.Lines.Single(), "entryId", "by"), Is.EqualTo(new[] { "e1", "md5" }));
        Assert.That(byDigest.Error, Does.Contain("Only its digests are looked for."));
    }

    [Test]
    public async Task Find_SeveralOfWhichOneIsNotThere_Exits1AndTellsOfEach()
    {
        await AddAsync(Md5);

        var result = await _custodian.TryAsync("find", "e1", OtherMd5, "--json");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Found));
        Assert.That(
            result.Lines.Select(line => line.GetProperty("type").GetString()),
            Is.EqualTo(new[] { "found", "not-found" }));
    }

    [Test]
    public async Task Find_RecordedVerdicts_CountsThoseThatNameTheEntry()
    {
        await AddAsync(Md5);
        var recording = _custodian.List(
            "verdicts.ndjson", Verdict("u1", "e1"), Verdict("u2", "e1"), Verdict("u3", "e2"));

        var found = (await _custodian.DoAsync("find", "e1", "--verdicts", recording, "--json")).Lines.Single();
        var empty = await _custodian.TryAsync("find", "e1", "--verdicts", _custodian.List("empty.ndjson"));
        var none = await _custodian.TryAsync("withdraw", "e1", "e-typo", "e-other", "--no-publish");

        Assert.That(found.GetProperty("verdicts").GetInt64(), Is.EqualTo(2));
        Assert.That(new[] { empty.Code, none.Code }, Is.All.EqualTo(ExitCodes.BadInput));
        Assert.That(empty.Error, Does.Contain("empty.ndjson: no verdict in it."));
        Assert.That(none.Error, Does.Contain("has the id or hash e-typo, e-other; nothing is changed."));
    }

    [Test]
    public async Task Find_RedisIsAway_TellsWhatTheListsHold()
    {
        await AddAsync(Md5);

        var result = await _custodian.DoAsync("find", "e1", "--Redis:ConnectionString=127.0.0.1:1");

        Assert.That(result.Error, Does.Contain("Which entries are quarantined is unknown"));
        Assert.That(result.Output, Does.Contain("live"));
    }

    [TestCase("97")]
    [TestCase("-1")]
    public async Task Find_DistanceThatIsNone_Exits64(string distance) => Assert.That(
        (await _custodian.TryAsync("find", "e1", "--distance", distance)).Code, Is.EqualTo(ExitCodes.Usage));

    private async Task AddAsync(params string[] hashes) => _ = await _custodian.DoAsync(
        ["add", .. hashes, "--bank", "csam", "--source", "police", "--id", "e1"]);

    private async Task<string?> StateAsync() =>
        (await _custodian.DoAsync("find", Md5, "--json")).Lines.Single().GetProperty("state").GetString();

    private static string?[] Texts(JsonElement line, params string[] names) =>
        [.. names.Select(name => line.GetProperty(name).GetString())];

    private static string Verdict(string uploadId, string entryId) => $$"""
        {"uploadId":"{{uploadId}}","verdict":"match","action":"block","reason":"bank-policy","matches":[{"bank":"csam",
        "entryId":"{{entryId}}","kind":"exact","algorithm":"md5","distance":0,"source":"police","action":"block"}],
        "hashSetVersion":1,"policyVersion":"","worker":{"instance":"w","version":"1"},"scannedAt":"2026-11-24T10:00:00Z"}
        """.ReplaceLineEndings("");
}
