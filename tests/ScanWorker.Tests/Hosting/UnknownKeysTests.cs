using Microsoft.Extensions.Configuration;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Hosting;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Lanes;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Tests.Hosting;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class UnknownKeysTests
{
    private static readonly OptionsSection[] Sections =
    [
        new(KafkaOptions.Section, typeof(KafkaOptions)), new(FetchOptions.Section, typeof(FetchOptions)),
        new(LaneOptions.Section, typeof(LaneOptions)),
    ];

    [TestCase("Kafka:GroupId")]
    [TestCase("kafka:groupid", Description = "Keys are not case-sensitive.")]
    [TestCase("Kafka:Topics:Uploads")]
    [TestCase("Kafka:Client:security.protocol", Description = "A dictionary takes any name.")]
    [TestCase("Scan:Fetch:Deadline")]
    [TestCase("Lanes")]
    [TestCase("Somebody:Elses:Key", Description = "Not below a section of ours.")]
    public void Of_KeyThatSomebodyHas_FindsNothing(string key) => Assert.That(Unknown(key), Is.Empty);

    [TestCase("Kafka:GrupId")]
    [TestCase("Kafka:Topics:Upload")]
    [TestCase("Scan:Fetch:Deadlin")]
    [TestCase("Scan:Fech:Deadline")]
    public void Of_MisspeltKey_NamesIt(string key) =>
        Assert.That(Unknown(key), Has.Exactly(1).StartsWith(key.Split(':')[0]));

    private static IEnumerable<string> Unknown(string key)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([KeyValuePair.Create(key, (string?)"x")]).Build();
        return UnknownKeys.Of(configuration, Sections);
    }
}
