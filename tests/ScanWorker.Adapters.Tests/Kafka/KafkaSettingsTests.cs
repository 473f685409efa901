using Confluent.Kafka;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Kafka;

namespace ScanWorker.Adapters.Tests.Kafka;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class KafkaSettingsTests
{
    [Test]
    public void ConsumerAndProducer_OwnSettingsAtTheEndsOfTheirRanges_AreTakenByLibrdkafka(
        [Values] GroupProtocolKind protocol, [Values] bool isStatic, [Values] bool isMock,
        [Values("00:00:01", "00:00:10", "00:15:00")] string transactionTimeout)
    {
        var options = new KafkaOptions
        {
            BootstrapServers = "127.0.0.1:1",
            GroupProtocol = protocol,
            StaticMembership = isStatic,
            MockBroker = isMock,
            TransactionTimeout = TimeSpan.Parse(
                transactionTimeout, System.Globalization.CultureInfo.InvariantCulture),
        };

        Assert.That(
            () =>
            {
                using var consumer = new ConsumerBuilder<byte[], byte[]>(KafkaSettings.Consumer(options))
                    .SetLogHandler((_, _) => { }).Build();
                using var producer = new ProducerBuilder<byte[], byte[]>(KafkaSettings.Producer(options))
                    .SetLogHandler((_, _) => { }).Build();
            },
            Throws.Nothing);
        Assert.That(new KafkaOptionsValidator().Validate(Options.DefaultName, options).Succeeded, Is.True);
    }

    [TestCase("no.such.setting", "1")]
    [TestCase("session.timeout.ms", "soon")]
    [TestCase("security.protocol", "carrier-pigeon")]
    public void Validate_SettingThatLibrdkafkaRefuses_IsNamed(string name, string value)
    {
        var options = new KafkaOptions { BootstrapServers = "127.0.0.1:1", Client = { [name] = value } };

        var problems = new KafkaOptionsValidator().Validate(Options.DefaultName, options).Failures;

        Assert.That(problems?.Single(), Does.StartWith("Kafka:Client: ").And.Contain(name));
    }

    [TestCase("uploads", "Uploads")]
    [TestCase("scan.verdicts", "Verdicts")]
    [TestCase("scan.feedback", "Feedback")]
    public void Validate_BackfillFromATopicThatIsAnother_IsNamed(string topic, string key)
    {
        var options = new KafkaOptions { BootstrapServers = "127.0.0.1:1", Topics = { Backfill = topic } };

        var problems = new KafkaOptionsValidator().Validate(Options.DefaultName, options).Failures;

        Assert.That(problems?.Single(), Does.StartWith("Kafka:Topics:Backfill: ").And.Contain($"Kafka:Topics:{key} "));
    }

    [Test]
    public void Validate_BackfillOfATopicOfItsOwn_IsRight()
    {
        var options = new KafkaOptions { BootstrapServers = "127.0.0.1:1", Topics = { Backfill = "uploads.backfill" } };

        Assert.That(new KafkaOptionsValidator().Validate(Options.DefaultName, options).Succeeded, Is.True);
        Assert.That(options.Topics.All, Does.Contain("uploads.backfill"));
    }
}
