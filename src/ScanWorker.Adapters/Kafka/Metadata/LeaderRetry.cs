using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Polly;
using Polly.Retry;

namespace ScanWorker.Adapters.Kafka.Metadata;

/// <summary>
/// Asks a broker again that has just started, or a partition whose leader has just changed: for some seconds they
/// refuse what they answer a moment later. Blocks its caller; safe from several threads.
/// </summary>
/// <param name="wait">Between two attempts.</param>
internal sealed class LeaderRetry(TimeSpan wait)
{
    private const int AttemptsMax = 40;

    private readonly ResiliencePipeline _pipeline = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
    {
        MaxRetryAttempts = AttemptsMax - 1,
        Delay = wait,
        ShouldHandle = static arguments =>
            ValueTask.FromResult(arguments.Outcome.Exception is KafkaException e && Passes(e)),
    }).Build();

    /// <summary>Ten seconds in all.</summary>
    public static LeaderRetry Default { get; } = new(TimeSpan.FromMilliseconds(250));

    /// <exception cref="KafkaException">What the question throws, the last time it is asked.</exception>
    public T Ask<T>(Func<T> question) => _pipeline.Execute(question);

    private static bool Passes(KafkaException problem) => problem switch
    {
        TopicPartitionOffsetException partial => Pass(partial.Results.Select(result => result.Error)),
        ListOffsetsException partial => Pass(
            partial.Result.ResultInfos.Select(info => info.TopicPartitionOffsetError.Error)),
        _ => Passes(problem.Error.Code),
    };

    private static bool Pass(IEnumerable<Error> errors) => errors.All(error => !error.IsError || Passes(error.Code));

    private static bool Passes(ErrorCode code) => code is
        ErrorCode.NotLeaderForPartition or ErrorCode.LeaderNotAvailable or ErrorCode.BrokerNotAvailable
        or ErrorCode.ReplicaNotAvailable or ErrorCode.OffsetNotAvailable or ErrorCode.FencedLeaderEpoch
        or ErrorCode.UnknownLeaderEpoch or ErrorCode.NetworkException;
}
