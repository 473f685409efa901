using Microsoft.Extensions.Configuration;
using ScanWorker.Commands;
using ScanWorker.Hosting;

namespace ScanWorker.Tests.Hosting;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EnvironmentSourceTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestCase("SCANWORKER__Kafka__GroupId", "Kafka:GroupId")]
    [TestCase("SCANWORKER__Content__Roots__0", "Content:Roots:0")]
    [TestCase("SCANWORKER__Policy__File", "Policy:File")]
    [TestCase("SCANWORKER__POLICY__FILE", "Policy:File")]
    [TestCase("SCANWORKER__Kafka__Client__sasl.password", "Kafka:Client:sasl.password")]
    [TestCase("SCANWORKER__Kafka__Client__sasl__password", "Kafka:Client:sasl.password")]
    [TestCase("SCANWORKER__Kafka__Client__sasl_password", "Kafka:Client:sasl.password")]
    public void Variable_OfAnyForm_SetsItsKey(string variable, string key) =>
        Assert.That(Read(variable, "value")[key], Is.EqualTo("value"));

    [Test]
    public void Variable_ThatNamesAFile_HasItsContentsWithoutTheLastLineBreak()
    {
        var secret = _folder.Write("secret", "pass word\n");

        Assert.That(
            Read("SCANWORKER__Kafka__Client__sasl_password__FILE", secret)["Kafka:Client:sasl.password"],
            Is.EqualTo("pass word"));
    }

    [Test]
    public void Variable_ThatNamesAFileThatIsNotThere_IsTold() => Assert.That(
        () => Read("SCANWORKER__Findings__Key__FILE", "/no/such/secret"),
        Throws.InstanceOf<ConfigurationException>().With.Message.Contains("SCANWORKER__Findings__Key__FILE"));

    private static IConfigurationRoot Read(string variable, string value) => new ConfigurationBuilder()
        .Add(new EnvironmentSource(new Dictionary<string, string> { [variable] = value, ["PATH"] = "/bin" })).Build();
}
