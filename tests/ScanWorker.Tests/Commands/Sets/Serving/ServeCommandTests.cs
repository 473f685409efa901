namespace ScanWorker.Tests.Commands.Sets.Serving;

/// <summary>What is wrong is told at the start, before anything is fetched.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class ServeCommandTests
{
    private const string Source = """{ "a": { "Bank": "b", "Location": "https://lists.example.invalid/a.csv"MORE } }""";

    [Test]
    public async Task Serve_NoSource_Exits78()
    {
        using var custodian = await Custodian.StartAsync();

        var result = await custodian.TryAsync("serve");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(result.Error, Does.Contain("Exchanges:Sources: no source is configured."));
    }

    [Test]
    public async Task Serve_NoKeyToSignWith_Exits78()
    {
        using var custodian = new Custodian(sources: Source.Replace("MORE", "", StringComparison.Ordinal));

        var result = await custodian.TryAsync("serve");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(result.Error, Does.Contain("Sets:Signing:PrivateKey"));
    }

    [TestCase(""" , "Interval": "00:00:00" """, "Exchanges:Sources:a: The field Interval must be between")]
    [TestCase(""" , "MaxAge": "00:10:00" """, "Exchanges:Sources:a:MaxAge must not be shorter than Interval (01:00:00).")]
    [TestCase(""" , "FetchDeadline": "2.00:00:00" """, "Exchanges:Sources:a: The field FetchDeadline must be between")]
    public async Task Serve_SourceIsWronglyConfigured_Exits78AndNamesIt(string more, string expected)
    {
        using var custodian = new Custodian(sources: Source.Replace("MORE", more, StringComparison.Ordinal));

        var result = await custodian.TryAsync("serve");

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration));
        Assert.That(result.Error, Does.Contain(expected));
    }

    [TestCase("--Sets:Serve:LeaseLife=00:00:01", "Sets:Serve:LeaseLife")]
    [TestCase("--Sets:Serve:ReadFeedback=true", "Kafka:BootstrapServers")]
    [TestCase("--Sets:Serve:LeaseLive=00:00:30", "Sets:Serve:LeaseLive: no such setting. Did you mean LeaseLife?")]
    public async Task Serve_SettingIsWrong_Exits78AndNamesIt(string setting, string expected)
    {
        using var custodian = new Custodian(sources: Source.Replace("MORE", "", StringComparison.Ordinal));

        var result = await custodian.TryAsync("serve", setting);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.Configuration), result.Error);
        Assert.That(result.Error, Does.Contain(expected));
    }
}
