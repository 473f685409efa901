using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ScanWorker.Adapters.Exchanges;
using ScanWorker.Commands.Sets.Serving;
using ScanWorker.Hosting;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Feedback;

namespace ScanWorker.Tests.Hosting;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class WorkerConfigurationTests
{
    [Test]
    public async Task KnownSections_OfWorkerAndCustodian_AreThoseThatTheyRegister()
    {
        await using var app = WorkerHost.Build(_ => { });
        var configuration = new ConfigurationBuilder().Build();
        var custodians = new ServiceCollection().AddExchanges(configuration).AddFeedback(configuration)
            .AddServeOptions(configuration);

        Assert.That(
            KnownSections.All,
            Is.EquivalentTo(app.Services.GetServices<OptionsSection>()
                .Concat(custodians.Select(service => service.ImplementationInstance).OfType<OptionsSection>())
                .Distinct()));
    }

    [TestCase("Polcy", "Policy")]
    [TestCase("redis", "Redis")]
    [TestCase("Kafak", "Kafka", Description = "Two letters that changed places are one slip.")]
    [TestCase("Kofko", null, Description = "Two letters changed in a word of five are another word.")]
    [TestCase("Everything", null)]
    public void Hint_OfASlip_NamesTheNearest(string given, string? meant) =>
        Assert.That(
            NearestName.Hint(given, KnownSections.Roots), Is.EqualTo(meant is null ? "" : $" Did you mean {meant}?"));
}
