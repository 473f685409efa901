namespace ScanWorker.Tests.Commands.Sets;

[TestFixture, Parallelizable(ParallelScope.Self), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PublishCommandTests : IDisposable
{
    private const string Md5A = "0cc175b9c0f1b6a831c399e269772661";
    private const string Md5B = "92eb5ffee6ae2fec3ad71c777531578f";
    private const string EmptyMd5 = "d41d8cd98f00b204e9800998ecf8427e";
    private Custodian _custodian = new();

    public void Dispose() => _custodian.Dispose();

    [SetUp]
    public async Task StartAsync()
    {
        _custodian.Dispose();
        _custodian = await Custodian.StartAsync();
        _ = await _custodian.DoAsync(
            "import", _custodian.List("a.txt", Md5A), "--bank", "b", "--why", "the first list");
    }

    [Test]
    public async Task Publish_Twice_SaysTheSecondTimeThatNothingHasChanged()
    {
        var first = await PublishAsync();
        var second = await _custodian.DoAsync("publish");

        Assert.That(first, Is.EqualTo(1));
        Assert.That(second.Output, Does.Contain("nothing has changed"));
    }

    [Test]
    public async Task List_AfterPublish_ShowsVersionSignatureAndAgeOfTheSource()
    {
        _ = await PublishAsync();

        var lines = (await _custodian.DoAsync("list", "--json")).Lines;

        Assert.That(lines[0].GetProperty("signed").GetBoolean(), Is.True);
        Assert.That(lines[1].GetProperty("bank").GetString(), Is.EqualTo("b"));
        Assert.That(lines[1].GetProperty("ageSeconds").GetInt64(), Is.GreaterThanOrEqualTo(0));
        Assert.That(lines[1].GetProperty("tooOld").GetBoolean(), Is.False);
    }

    [Test]
    public async Task Show_AVersion_CountsHashesByBankAndSource()
    {
        _ = await PublishAsync();

        var lines = (await _custodian.DoAsync("show", "1", "--json")).Lines;

        Assert.That(
            (lines[0].GetProperty("md5").GetInt64(), lines[0].GetProperty("pdq").GetInt64()), Is.EqualTo((1, 0)));
        Assert.That(lines[1].GetProperty("segment").GetString(), Has.Length.EqualTo(32));
    }

    [Test]
    public async Task Diff_TwoVersions_NamesWhatDiffersAndExits1()
    {
        _ = await PublishAsync();
        _ = await _custodian.DoAsync("add", $"md5:{Md5B}", "--bank", "b", "--id", "x");

        var differs = await _custodian.TryAsync("diff", "1", "2");
        var same = await _custodian.TryAsync("diff", "2", "2");

        Assert.That((differs.Code, differs.Output.Trim()), Is.EqualTo((ExitCodes.Found, "+ b/custodian/x")));
        Assert.That((same.Code, same.Output), Is.EqualTo((ExitCodes.Done, "")));
    }

    [Test]
    public async Task Diff_EntryThatChanged_NamesTheMembersThatDiffer()
    {
        _ = await _custodian.DoAsync("add", $"md5:{Md5B}", "--bank", "b", "--id", "x");
        _ = await _custodian.DoAsync("add", $"md5:{Md5B}", "--bank", "b", "--id", "x", "--classification", "A1");

        var result = await _custodian.TryAsync("diff", "1", "2");

        Assert.That(result.Output, Does.StartWith("~ b/custodian/x: ").And.Contain("classification"));
    }

    [Test]
    public async Task Add_WhileAnImportWaits_PublishesTheEntryAlone()
    {
        _ = await PublishAsync();
        _ = await _custodian.DoAsync("import", _custodian.List("b.txt", Md5B), "--bank", "waiting", "--new-bank");

        var added = await _custodian.DoAsync(
            "add", "sha1:86f7e437faa5a7fce15d1ddcb9eaeaea377667b8", "--bank", "b", "--json");

        Assert.That(added.Lines[1].GetProperty("entries").GetInt64(), Is.EqualTo(2));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(3));
    }

    [TestCase("cc", "typed as")]
    [TestCase("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb", "SHA-256 or PDQ")]
    [TestCase(EmptyMd5, "empty-file")]
    public async Task Add_WhatNoListMayHold_Exits65AndSaysWhy(string hash, string why)
    {
        var result = await _custodian.TryAsync("add", hash, "--bank", "b");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(result.Error, Does.Contain(why));
    }

    [Test]
    public async Task Withdraw_ByHash_TakesTheEntryFromEveryBank()
    {
        _ = await _custodian.DoAsync("import", _custodian.List("a.txt", Md5A), "--bank", "other", "--new-bank");
        _ = await PublishAsync();

        var result = await _custodian.DoAsync("withdraw", Md5A, "--why", "wrong", "--json");

        Assert.That(result.Lines.Take(2).Select(line => line.GetProperty("withdrawn").GetString()),
            Has.One.StartsWith("b/").And.One.StartsWith("other/"));
        Assert.That(await _custodian.ExportAsync("--version", "2"), Is.Empty);
    }

    [Test]
    public async Task Withdraw_EntryThatItsListStillNames_StaysAwayUntilAllowed()
    {
        _ = await _custodian.DoAsync("withdraw", Md5A, "--why", "it is our logo");
        var list = _custodian.List("again.txt", Md5A);

        var held = await _custodian.DoAsync("import", list, "--bank", "b", "--full", "--json");
        Assert.That(held.Lines.Single().GetProperty("held").GetInt64(), Is.EqualTo(1));
        Assert.That(await _custodian.ExportAsync(), Has.Exactly(1).Contains("heldBack"));
        Assert.That((await _custodian.DoAsync("log")).Output, Does.Contain("b/b/md5-"));

        _ = await _custodian.DoAsync("import", list, "--bank", "b", "--allow-withdrawn");
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(1));
        _ = await _custodian.DoAsync("import", list, "--bank", "b", "--full");
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Withdraw_WhatIsNotThere_Exits65() =>
        Assert.That((await _custodian.TryAsync("withdraw", Md5B)).Code, Is.EqualTo(ExitCodes.BadInput));

    [Test]
    public async Task Rollback_WithWorkThatIsNotPublished_AsksFirst()
    {
        _ = await PublishAsync();
        _ = await _custodian.DoAsync("add", $"md5:{Md5B}", "--bank", "b");
        _ = await _custodian.DoAsync("import", _custodian.List("b.txt", Md5B), "--bank", "waiting", "--new-bank");

        var refused = await _custodian.TryAsync("rollback");
        var done = await _custodian.DoAsync("rollback", "--discard", "--json");

        Assert.That(refused.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(refused.Error, Does.Contain("--discard"));
        Assert.That(done.Lines.Single().GetProperty("restores").GetInt64(), Is.EqualTo(1));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task Rollback_NothingPublished_SaysThatThereIsNoEarlierVersion() =>
        Assert.That((await _custodian.TryAsync("rollback", "--discard")).Error, Does.Contain("no earlier version"));

    [Test]
    public async Task Compact_ThenPublish_HasTheSameEntriesInOneSegment()
    {
        _ = await PublishAsync();
        _ = await _custodian.DoAsync("add", $"md5:{Md5B}", "--bank", "b");
        var before = await _custodian.ExportAsync();

        _ = await _custodian.DoAsync("compact");
        _ = await PublishAsync();

        Assert.That(await _custodian.ExportAsync("--version", "3"), Is.EqualTo(before));
        Assert.That((await _custodian.TryAsync("diff", "2", "3")).Code, Is.EqualTo(ExitCodes.Done));
        Assert.That(
            (await _custodian.DoAsync("verify", "--json")).Lines.Single().GetProperty("ok").GetBoolean(), Is.True);
    }

    [Test]
    public async Task Export_ImportedElsewhere_ExportsTheSameBytes()
    {
        _ = await _custodian.DoAsync(
            "add", $"md5:{Md5B}", "sha1:86f7e437faa5a7fce15d1ddcb9eaeaea377667b8", "--bank", "c", "--new-bank",
            "--classification", "A1", "--why", "\"quoted\" + ünïcode");
        var lines = await _custodian.ExportAsync();
        using var other = await Custodian.StartAsync();

        _ = await other.DoAsync("import", other.List("list.jsonl", lines));

        Assert.That(await other.ExportAsync(), Is.EqualTo(lines));
    }

    [Test]
    public async Task Verify_FlippedByteOfASegment_Exits65()
    {
        _ = await PublishAsync();
        var segment = Directory.GetFiles(Path.Combine(_custodian.Path, "working", "segments")).Single();
        var bytes = await File.ReadAllBytesAsync(segment);
        bytes[^1] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);

        var result = await _custodian.TryAsync("verify");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(result.Output, Does.Contain("damaged"));
    }

    [Test]
    public async Task Log_AfterSomeWork_SaysWhoDidWhatAndWhy()
    {
        _ = await PublishAsync();

        var lines = (await _custodian.DoAsync("log", "--json")).Lines;

        Assert.That(
            lines.Select(line => line.GetProperty("action").GetString()), Is.EqualTo(new[] { "import", "publish" }));
        Assert.That(lines[0].GetProperty("why").GetString(), Is.EqualTo("the first list"));
    }

    [Test]
    public async Task Release_NothingInQuarantine_SaysSo()
    {
        Assert.That((await _custodian.DoAsync("release")).Output, Does.Contain("No entry is in quarantine"));
        Assert.That((await _custodian.TryAsync("release", "b/x")).Code, Is.EqualTo(ExitCodes.BadInput));
    }

    [Test]
    public async Task Keygen_KeysThatAreThere_AreNotOverwritten()
    {
        var folder = Path.Combine(_custodian.Path, "keys");
        var before = await File.ReadAllTextAsync(Path.Combine(folder, "scanworker-sets.private.pem"));

        var result = await _custodian.TryAsync("keygen", folder);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(
            await File.ReadAllTextAsync(Path.Combine(folder, "scanworker-sets.private.pem")), Is.EqualTo(before));
    }

    [Test]
    public async Task Publish_NoPrivateKey_Exits78AndNamesTheKey()
    {
        File.Delete(Path.Combine(_custodian.Path, "keys", "scanworker-sets.private.pem"));

        var result = await _custodian.TryAsync("publish");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(result.Error, Does.Contain("Sets:Signing:PrivateKey"));
    }

    [TestCase("publish")]
    [TestCase("add", "md5:" + Md5B, "--bank", "b")]
    [TestCase("withdraw", Md5A)]
    [TestCase("rollback", "--discard")]
    public async Task AnyPublication_KeyThatWorkersDoNotBelieve_Exits78AndWritesNothing(params string[] command)
    {
        _ = await PublishAsync();
        var before = await _custodian.DoAsync("log");
        using var other = await Custodian.StartAsync();
        File.Copy(
            Path.Combine(other.Path, "keys", "scanworker-sets.private.pem"),
            Path.Combine(_custodian.Path, "keys", "scanworker-sets.private.pem"), overwrite: true);

        var result = await _custodian.TryAsync(command);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(result.Error, Does.Contain("is not the key of Sets:Signing:PublicKey"));
        Assert.That((await _custodian.DoAsync("log")).Output, Is.EqualTo(before.Output));
    }

    [Test]
    public async Task Publish_NoLiveEntries_IsRefusedUnlessAllowed()
    {
        _ = await PublishAsync();
        _ = await _custodian.DoAsync("withdraw", Md5A, "--no-publish");

        var refused = await _custodian.TryAsync("publish");

        Assert.That(refused.Code, Is.Not.EqualTo(ExitCodes.Done));
        Assert.That(refused.Error, Does.Contain("no live entries").And.Contain("--allow-empty"));
        Assert.That((await _custodian.DoAsync("publish", "--allow-empty", "--json")).Lines.Single()
            .GetProperty("version").GetInt64(), Is.EqualTo(2));
    }

    [Test]
    public async Task Rollback_EntryThatAPersonWithdrew_StaysAwayUnlessItIsAskedFor()
    {
        _ = await PublishAsync();
        _ = await _custodian.DoAsync("add", $"md5:{Md5B}", "--bank", "b", "--id", "x");
        _ = await _custodian.DoAsync("withdraw", "x", "--why", "a false match");

        var without = await _custodian.DoAsync("rollback", "2");
        var kept = await _custodian.ExportAsync();
        var with = await _custodian.DoAsync("rollback", "2", "--with-withdrawn");

        Assert.That(without.Error, Does.Contain("Left out 1 entry").And.Contain("'sets rollback 2 --with-withdrawn'"));
        Assert.That(kept.Where(line => line.Contains("\"x\"")), Has.Exactly(1).Contains("heldBack"));
        Assert.That(with.Error, Does.Contain("brought back 1 entry that a person had withdrawn"));
        Assert.That((await _custodian.ExportAsync()).Where(line => line.Contains("\"x\"")), Has.Exactly(1).Items);
    }

    private async Task<long> PublishAsync() =>
        (await _custodian.DoAsync("publish", "--json")).Lines.Single().GetProperty("version").GetInt64();
}
