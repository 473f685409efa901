namespace ScanWorker.Tests.Commands.Sets;

[TestFixture, Parallelizable(ParallelScope.Self), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class NewBankTests : IDisposable
{
    private const string Md5A = "0cc175b9c0f1b6a831c399e269772661";
    private const string Md5B = "92eb5ffee6ae2fec3ad71c777531578f";
    private readonly Custodian _custodian = new();

    public void Dispose() => _custodian.Dispose();

    [Test]
    public async Task Import_FirstOfAll_MakesItsBank()
    {
        _ = await ImportAsync("csam");

        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task ImportAndAdd_BankThatIsNotThere_Exit64NameTheNearestAndChangeNothing()
    {
        _ = await ImportAsync("csam");
        var before = await _custodian.DoAsync("log");

        var imported = await _custodian.TryAsync("import", ListB, "--bank", "csma");
        var tried = await _custodian.TryAsync("import", ListB, "--bank", "csma", "--dry-run");
        var added = await _custodian.TryAsync("add", $"md5:{Md5B}", "--bank", "csma", "--no-publish");

        Assert.That(new[] { imported.Code, tried.Code, added.Code }, Is.All.EqualTo(ExitCodes.Usage));
        Assert.That(new[] { imported.Error, tried.Error, added.Error }, Has.All.Contains(
            "--bank: there is no bank 'csma'. Did you mean csam? There are: csam. To make a new one, pass --new-bank."));
        Assert.That((await _custodian.DoAsync("log")).Output, Is.EqualTo(before.Output));
    }

    [Test]
    public async Task ImportAndAdd_NewBankAskedFor_MakeIt()
    {
        _ = await ImportAsync("csam");

        _ = await _custodian.DoAsync("import", ListB, "--bank", "ncii", "--new-bank");
        _ = await _custodian.DoAsync("add", $"md5:{Md5B}", "--bank", "logos", "--new-bank", "--no-publish");
        _ = await _custodian.DoAsync("add", $"md5:{Md5A}", "--bank", "ncii", "--no-publish");

        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(4));
    }

    [Test]
    public async Task Import_ListThatNamesABankThatIsNotThere_Exits65UnlessItIsAskedFor()
    {
        _ = await ImportAsync("csam");
        var list = _custodian.List(
            "list.jsonl", $$"""{"bank":"ncii","source":"s","entryId":"1","md5":"{{Md5B}}"}""");

        var refused = await _custodian.TryAsync("import", list);

        Assert.That(refused.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(refused.Error, Does.Contain("names bank 'ncii', which is not there").And.Contain("--new-bank"));
        Assert.That(await _custodian.ExportAsync(), Has.Length.EqualTo(1));
        _ = await _custodian.DoAsync("import", list, "--new-bank");
    }

    private string ListB => _custodian.List("b.txt", Md5B);

    private Task<CommandResult> ImportAsync(string bank) =>
        _custodian.DoAsync("import", _custodian.List("a.txt", Md5A), "--bank", bank);
}
