using ScanWorker.Adapters.Fetching.Http;

namespace ScanWorker.Adapters.Tests.Fetching.Http;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HttpHostTests
{
    [TestCase("store.example", "http://store.example/a", true)]
    [TestCase("store.example", "https://STORE.example/a?b=c", true)]
    [TestCase("store.example", "https://store.example:443/a", true)]
    [TestCase("store.example", "http://store.example:8080/a", false)]
    [TestCase("store.example", "http://store.example.evil.example/a", false)]
    [TestCase("store.example", "http://evil.example/store.example", false)]
    [TestCase("store.example", "http://sub.store.example/a", false)]
    [TestCase("store.example:8080", "http://store.example:8080/a", true)]
    [TestCase("store.example:8080", "http://store.example/a", false)]
    [TestCase("store.example:80", "https://store.example/a", false)]
    [TestCase("127.0.0.1:9000", "http://127.0.0.1:9000/a", true)]
    [TestCase("127.0.0.1:9000", "http://2130706433:9000/a", true)]
    [TestCase("[::1]:9000", "http://[::1]:9000/a", true)]
    [TestCase("[::1]", "http://[0:0:0:0:0:0:0:1]/a", true)]
    [TestCase("bücher.example", "http://xn--bcher-kva.example/a", true)]
    public void Allows_Location_ByHostAndPort(string entry, string location, bool expected)
    {
        Assert.That(HttpHost.TryParse(entry, out var host), Is.True);

        Assert.That(host.Allows(new Uri(location)), Is.EqualTo(expected));
    }

    [TestCase("http://\u05d0a/")]
    [TestCase("http://a\u0661.example/")]
    [TestCase("http://xn--a/")]
    public void Allows_AHostThatIdnaMayRefuse_IsNotAllowed(string location) =>
        Assert.That(new HttpHost("store.example", null).Allows(new Uri(location)), Is.False);

    [TestCase("")]
    [TestCase(null)]
    [TestCase(" ")]
    [TestCase("store.example/path")]
    [TestCase("http://store.example")]
    [TestCase("user@store.example")]
    [TestCase("store.example?query")]
    [TestCase("store.example:port")]
    [TestCase("store.example:70000")]
    [TestCase("*.example")]
    public void TryParse_AnythingElse_IsRefused(string? entry)
    {
        var options = new HttpFetcherOptions { HttpHosts = ["store.example", entry ?? string.Empty] };

        Assert.That(HttpHost.TryParse(entry, out _), Is.False);
        var result = new HttpHostsValidator().Validate(null, options);
        Assert.That(result.FailureMessage, Does.Contain("Content:HttpHosts:1"));
    }
}
