using System.Globalization;
using System.Text.Json;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Tests.Commands.Sets;

[TestFixture, Parallelizable(ParallelScope.Self)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ImportCommandTests : IDisposable
{
    private readonly Custodian _custodian = new();

    public void Dispose() => _custodian.Dispose();

    [Test]
    public async Task Import_FormatNotGiven_IsGuessedAndTold()
    {
        var result = await _custodian.DoAsync("import", Rows("list.csv", 3), "--bank", "b", "--json");

        Assert.That(result.Error, Does.Contain("format: csv (guessed)"));
        Assert.That(result.Lines.Single().GetProperty("added").GetInt64(), Is.EqualTo(3));
    }

    [Test]
    public async Task Import_DryRun_SaysWhatItWouldDoAndDoesNothing()
    {
        var result = await _custodian.DoAsync("import", Rows("list.csv", 3), "--bank", "b", "--dry-run", "--json");

        Assert.That(result.Lines.Single().GetProperty("applied").GetBoolean(), Is.False);
        Assert.That(await _custodian.ExportAsync(), Is.Empty);
    }

    [Test]
    public async Task Import_MoreBadLinesThanTheLimit_Exits65AndNamesTheQuarantineFile()
    {
        var list = _custodian.List("list.txt", "0cc175b9c0f1b6a831c399e269772661", "zzz");

        var result = await _custodian.TryAsync("import", list, "--bank", "b", "--json");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput));
        var summary = result.Lines.Single();
        Assert.That(summary.GetProperty("quarantinedByReason").GetProperty("bad-hash").GetInt64(), Is.EqualTo(1));
        var file = summary.GetProperty("quarantineFile").GetString() ?? "";
        var line = JsonDocument.Parse(File.ReadAllLines(file).Single()).RootElement;
        Assert.That(
            (line.GetProperty("line").GetInt64(), line.GetProperty("text").GetString()), Is.EqualTo((2, "zzz")));
        Assert.That(await _custodian.ExportAsync(), Is.Empty);
    }

    [TestCase(70, "--allow-shrink")]
    [TestCase(130, "--allow-growth")]
    public async Task Import_FullSnapshotThatChangesMuch_NeedsToBeAllowed(int rows, string option)
    {
        _ = await _custodian.DoAsync("import", Rows("before.csv", 100), "--bank", "b", "--full");
        var after = Rows("after.csv", rows);

        var refused = await _custodian.TryAsync("import", after, "--bank", "b", "--full");
        Assert.That(refused.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(refused.Error, Does.Contain(option));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(100));

        _ = await _custodian.DoAsync("import", after, "--bank", "b", "--full", option);
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(rows));
    }

    [Test]
    public async Task Import_ExportOfAnotherWorkingSet_HoldsBackWhatAPersonWithdrewThere()
    {
        using var another = new Custodian();
        var rows = Rows("list.csv", 3);
        _ = await another.DoAsync("import", rows, "--bank", "b");
        _ = await another.DoAsync("withdraw", "b/b/e1", "--no-publish");
        var moved = _custodian.List("moved.jsonl", await another.ExportAsync());

        var taken = await _custodian.DoAsync("import", moved, "--json");
        var again = await _custodian.DoAsync("import", rows, "--bank", "b", "--json");

        Assert.That(taken.Lines.Single().GetProperty("takenOver").GetInt64(), Is.EqualTo(1));
        Assert.That(
            (again.Lines.Single().GetProperty("added").GetInt64(), again.Lines.Single().GetProperty("held").GetInt64()),
            Is.EqualTo((0, 1)));
        Assert.That((await _custodian.DoAsync("log")).Output, Does.Contain("1 withdrawn by a person"));
        Assert.That(await _custodian.ExportAsync(), Is.EqualTo(await another.ExportAsync()));
    }

    [Test]
    public async Task Import_SnapshotWithoutOneOfItsSources_SaysThatItsEntriesStay()
    {
        static IEnumerable<string> Of(string source, int first, int count) => Enumerable.Range(first, count).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"e{i},{i:x32},{source}"));
        const string Header = "entry_id,md5,source";
        _ = await _custodian.DoAsync(
            "import", _custodian.List("1.csv", [Header, .. Of("a", 1, 6), .. Of("b", 7, 2)]), "--bank", "k", "--full");
        var list = _custodian.List("2.csv", [Header, .. Of("a", 1, 6)]);

        var json = await _custodian.DoAsync("import", list, "--bank", "k", "--full", "--json");
        var text = await _custodian.DoAsync("import", list, "--bank", "k", "--full");
        _ = await _custodian.DoAsync(
            "import", _custodian.List("none.csv", Header), "--bank", "k", "--source", "b", "--full", "--allow-empty",
            "--allow-shrink");

        var stays = json.Lines.Single().GetProperty("notNamed").EnumerateArray().Single();
        Assert.That(
            (stays.GetProperty("source").GetString(), stays.GetProperty("entries").GetInt64()), Is.EqualTo(("b", 2)));
        Assert.That(text.Output, Does.Contain("2 entries of 'b' in bank 'k' stay: the list does not name that source"));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(6));
    }

    [Test]
    public async Task Import_OperatorsGauntlet_RefusesHisOwnLogo()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_custodian.Path, "logos")).FullName;
        var logo = TestImages.File(ImageFormat.Png, seed: 7);
        await File.WriteAllBytesAsync(Path.Combine(folder, "logo.png"), logo);
        var hashed = await CommandResult.OfAsync("hash", "--json", Path.Combine(folder, "logo.png"));
        var list = _custodian.List("list.txt", $"pdq {hashed.Lines.Single().GetProperty("pdq").GetString()}");

        var refused = await _custodian.TryAsync("import", list, "--bank", "b", "--gauntlet", folder, "--json");

        Assert.That(refused.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(
            refused.Lines.Single().GetProperty("quarantinedByReason").GetProperty("benign").GetInt64(), Is.EqualTo(1));
        _ = await _custodian.DoAsync("import", list, "--bank", "b");
    }

    [Test]
    public async Task Import_WhileAnotherChangesTheWorkingSet_Exits69AndSaysSo()
    {
        var list = Rows("list.csv", 3);
        _ = await _custodian.DoAsync("import", list, "--bank", "b");
        using (new FileStream(
            Path.Combine(_custodian.Path, "working", "lock"), FileMode.Open, FileAccess.ReadWrite, FileShare.None))
        {
            var busy = await _custodian.TryAsync("import", list, "--bank", "b");

            Assert.That(busy.Code, Is.EqualTo(ExitCodes.Unavailable));
            Assert.That(busy.Error, Does.Contain("Another process is changing the working set"));
        }

        _ = await _custodian.DoAsync("import", list, "--bank", "b");
    }

    [TestCase("--bank", "two words")]
    [TestCase("--bank", "a/b")]
    [TestCase("--full", "--delta")]
    [TestCase("--quarantine-limit", "2")]
    [TestCase("--distance", "257")]
    [TestCase("--columns", "x")]
    [TestCase("--format", "xml")]
    public async Task Import_OptionsThatMakeNoSense_Exit64(string option, string value)
    {
        var result = await _custodian.TryAsync("import", Rows("list.csv", 1), option, value);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Usage), result.Error);
    }

    [Test]
    public async Task Import_FileThatIsNotThere_Exits65() => Assert.That(
        (await _custodian.TryAsync("import", Path.Combine(_custodian.Path, "none.csv"), "--bank", "b")).Code,
        Is.EqualTo(ExitCodes.BadInput));

    [Test]
    public async Task Import_ColumnsMapped_IsCsvWhateverItLooksLike()
    {
        var list = _custodian.List("list", "MD5 of file,Cat", "0cc175b9c0f1b6a831c399e269772661,A1");

        _ = await _custodian.DoAsync("import", list, "--bank", "b", "--columns", "MD5 of file=md5,Cat=category");

        Assert.That((await _custodian.ExportAsync()).Single(), Does.Contain("\"classification\":\"A1\""));
    }

    [Test]
    public async Task Import_ListWithoutRows_Exits65UnlessItIsAllowed()
    {
        var list = _custodian.List("list.csv", "MD5,SHA1");

        var refused = await _custodian.TryAsync("import", list, "--bank", "b");

        Assert.That((refused.Code, refused.Error), Is.EqualTo((ExitCodes.BadInput, refused.Error)));
        Assert.That(refused.Error, Does.Contain("The list is empty"));
        _ = await _custodian.DoAsync("import", list, "--bank", "b", "--allow-empty");
    }

    private string Rows(string name, int count) => _custodian.List(name,
        ["entry_id,md5", .. Enumerable.Range(1, count).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"e{i},{i:x32}"))]);
}
