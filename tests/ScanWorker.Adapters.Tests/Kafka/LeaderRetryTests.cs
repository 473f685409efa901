using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ScanWorker.Adapters.Kafka.Metadata;

namespace ScanWorker.Adapters.Tests.Kafka;

[TestFixture]
internal sealed class LeaderRetryTests
{
    private static readonly TopicPartition Partition = new("scan.verdicts", 1);

    private readonly LeaderRetry _retry = new(TimeSpan.Zero);

    [Test]
    public void Ask_LeaderIsNotYetOne_IsAskedAgain([Values(ErrorCode.NotLeaderForPartition,
        ErrorCode.LeaderNotAvailable, ErrorCode.BrokerNotAvailable, ErrorCode.NetworkException)] ErrorCode code)
    {
        var asked = 0;

        var answer = _retry.Ask(() => ++asked < 4 ? throw new KafkaException(code) : asked);

        Assert.That(answer, Is.EqualTo(4));
    }

    // OffsetsForTimes says of each partition what it met.
    [TestCase(ErrorCode.NotLeaderForPartition, ExpectedResult = 2)]
    [TestCase(ErrorCode.TopicAuthorizationFailed, ExpectedResult = 1)]
    public int Ask_OnePartitionIsRefused_WhatItSaysDecides(ErrorCode code)
    {
        var asked = 0;
        var refused = new TopicPartitionOffsetError(Partition, Offset.Unset, code);
        try
        {
            _ = _retry.Ask(() => ++asked == 1 ? throw new TopicPartitionOffsetException([refused]) : asked);
        }
        catch (KafkaException)
        {
            // Told at once.
        }

        return asked;
    }

    // So does ListOffsets.
    [TestCase(ErrorCode.NotLeaderForPartition, ExpectedResult = 2)]
    [TestCase(ErrorCode.TopicAuthorizationFailed, ExpectedResult = 1)]
    public int Ask_OneOffsetIsRefused_WhatItSaysDecides(ErrorCode code)
    {
        var asked = 0;
        var refused = new ListOffsetsResultInfo
        {
            TopicPartitionOffsetError = new TopicPartitionOffsetError(Partition, Offset.Unset, code),
        };
        try
        {
            _ = _retry.Ask(() => ++asked == 1
                ? throw new ListOffsetsException(new ListOffsetsReport { ResultInfos = [refused] })
                : asked);
        }
        catch (KafkaException)
        {
            // Told at once.
        }

        return asked;
    }

    [Test]
    public void Ask_WhatDoesNotPass_IsToldAtOnce()
    {
        var asked = 0;

        Assert.That(
            () => _retry.Ask<int>(() =>
            {
                asked++;
                throw new KafkaException(ErrorCode.UnknownTopicOrPart);
            }),
            Throws.TypeOf<KafkaException>());

        Assert.That(asked, Is.EqualTo(1));
    }

    [Test]
    public void Ask_NeverALeader_EndsWithWhatItSaid() =>
        Assert.That(
            () => _retry.Ask<int>(() => throw new KafkaException(ErrorCode.NotLeaderForPartition)),
            Throws.TypeOf<KafkaException>().With.Property(nameof(KafkaException.Error)).Property(nameof(Error.Code))
                .EqualTo(ErrorCode.NotLeaderForPartition));
}
