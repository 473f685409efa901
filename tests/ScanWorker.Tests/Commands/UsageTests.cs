namespace ScanWorker.Tests.Commands;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class UsageTests
{
    [TestCase("bogus")]
    [TestCase("hash")]
    [TestCase("hash", "--no-such-option", "file")]
    [TestCase("hash", "--verbosity", "loud", "file")]
    [TestCase("hash", "--config", "/no/such/file.json", "file")]
    [TestCase("sets", "publish", "--no-such-option")]
    public async Task Arguments_Wrong_Exit64AndAreTold(params string[] args)
    {
        var result = await CommandResult.OfAsync(args);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Usage));
        Assert.That(result.Error, Is.Not.Empty);
    }

    [TestCase("--help", "run")]
    [TestCase("--version", ".")]
    public async Task Arguments_ThatAsk_AreAnsweredOnStdout(string argument, string answer)
    {
        var result = await CommandResult.OfAsync(argument);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done));
        Assert.That(result.Output, Does.Contain(answer));
    }
}
