using Confluent.Kafka;
using ScanWorker.Adapters.Kafka.Metadata;

namespace ScanWorker.Adapters.Tests.Kafka;

[TestFixture]
internal sealed class TopicLookupTests
{
    [Test]
    public void NumbersIn_TopicIsThere_AreInOrder([Values] bool mayBeMissing)
    {
        var answer = Answer(ErrorCode.NoError, 2, 0, 1);

        Assert.That(TopicLookup.NumbersIn(answer, mayBeMissing), Is.EqualTo([0, 1, 2]));
    }

    [Test]
    public void NumbersIn_TopicIsMissing_AreNoneOrRefused(
        [Values(ErrorCode.UnknownTopicOrPart, ErrorCode.TopicAuthorizationFailed)] ErrorCode code)
    {
        var answer = Answer(code);

        Assert.That(TopicLookup.NumbersIn(answer, mayBeMissing: true), Is.Empty);
        Assert.That(
            () => TopicLookup.NumbersIn(answer, mayBeMissing: false),
            Throws.InstanceOf<KafkaException>().With.Property(nameof(KafkaException.Error)).EqualTo(answer.Error));
    }

    // Whatever else the broker says, it does not say that there is nothing to read.
    [Test]
    public void NumbersIn_AnyOtherError_IsNeverATopicWithoutPartitions()
    {
        var others = Enum.GetValues<ErrorCode>().Except(
            [ErrorCode.NoError, ErrorCode.UnknownTopicOrPart, ErrorCode.TopicAuthorizationFailed]);

        Assert.Multiple(() =>
        {
            foreach (var code in others)
            {
                Assert.That(
                    () => TopicLookup.NumbersIn(Answer(code), mayBeMissing: true),
                    Throws.InstanceOf<KafkaException>(), $"{code}");
            }
        });
    }

    private static TopicMetadata Answer(ErrorCode code, params int[] partitions) => new(
        "scan.verdicts", [.. partitions.Select(number => new PartitionMetadata(number, 0, [], [], new Error(code)))],
        new Error(code));
}
