using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Decoding;
using ScanWorker.Adapters.Fetching;
using ScanWorker.Adapters.Fetching.Http;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Adapters.Tests.Fetching;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FetchingRegistrationTests
{
    [Test]
    public void Provider_DefaultSettings_HasBothStagesAndEveryScheme()
    {
        using var provider = Provider([]);

        provider.GetRequiredService<IStartupValidator>().Validate();

        Assert.That(provider.GetService<FetchStage>(), Is.Not.Null);
        Assert.That(provider.GetService<DecodeStage>(), Is.Not.Null);
        Assert.That(
            provider.GetServices<IContentFetcher>().SelectMany(fetcher => fetcher.Schemes),
            Is.EquivalentTo(ContentSchemes.All.SelectMany(row => row.Schemes)));
    }

    [Test]
    public void Provider_HostsAndLimits_AreBoundOnce()
    {
        using var provider = Provider(new()
        {
            ["Content:HttpHosts:0"] = "store.example:8080",
            ["Content:Http:HeaderTimeout"] = "00:00:07",
        });

        var options = provider.GetRequiredService<IOptions<HttpFetcherOptions>>().Value;

        Assert.That(options.HttpHosts, Is.EqualTo((string[])["store.example:8080"]));
        Assert.That(options.Http.HeaderTimeout, Is.EqualTo(TimeSpan.FromSeconds(7)));
    }

    [Test]
    public void Provider_WrongSettings_AreAllToldAtStart()
    {
        using var provider = Provider(new()
        {
            ["Content:Roots:0"] = "relative",
            ["Content:HttpHosts:0"] = "http://store.example/path",
            ["Content:Http:HeaderTimeout"] = "00:10:00",
            ["Content:S3:AccessKey"] = "alone",
            ["Scan:Fetch:AttemptsMax"] = "0",
            ["Scan:Decode:FramesMax"] = "0",
        });

        var thrown = Assert.Catch(provider.GetRequiredService<IStartupValidator>().Validate);

        var told = thrown is AggregateException many
            ? string.Join('\n', many.InnerExceptions.Select(one => one.Message))
            : thrown?.Message;
        Assert.That(told, Does.Contain("Content:Roots:0")
            .And.Contain("Content:HttpHosts:0")
            .And.Contain("HeaderTimeout")
            .And.Contain("Content:S3:AccessKey")
            .And.Contain("AttemptsMax")
            .And.Contain("FramesMax"));
    }

    private static ServiceProvider Provider(Dictionary<string, string?> settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        return new ServiceCollection()
            .AddLogging()
            .AddContentStages(configuration)
            .AddContentFetchers(configuration)
            .AddImageDecoding()
            .BuildServiceProvider();
    }
}
