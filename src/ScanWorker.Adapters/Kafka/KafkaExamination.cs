using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging.Abstractions;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Looks at the broker as the worker will need it, and writes nothing. For <c>doctor</c>.</summary>
/// <param name="options">Valid.</param>
/// <param name="clock">Judges certificates.</param>
public sealed class KafkaExamination(KafkaOptions options, TimeProvider clock)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);

    /// <returns>One sentence a problem, each with what to do; none when all is well.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        var log = new ClientLog(NullLogger.Instance, clock);
        using var admin = new AdminClientBuilder(KafkaSettings.Common(options))
            .SetLogHandler((_, message) => log.Write(message))
            .SetErrorHandler((_, error) => log.Write(error))
            .Build();
        if (await Task.Run(() => WhyNotReached(admin, log)) is { } problem)
        {
            return [problem];
        }

        var topics = await TopicsAsync(admin);
        var partitions = topics.Find(topic => topic.Name == options.Topics.Uploads)?.Partitions.Count ?? 0;
        return [.. topics.Select(ProblemOf).OfType<string>(), .. await GroupAsync(
            admin, partitions), .. await Task.Run(Transactions)];
    }

    // A broker that is away is waited for, one that refuses us is not.
    private string? WhyNotReached(IAdminClient admin, ClientLog log)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            try
            {
                _ = admin.GetMetadata(Slice);
                return null;
            }
            catch (KafkaException) when (log.Refusal is { } refusal)
            {
                var certificate = refusal.IsTls ? BrokerCertificate.ProblemOf(options, clock.GetUtcNow()) : null;
                return $"{refusal.Sentence} {certificate}".TrimEnd();
            }
            catch (KafkaException e) when (clock.GetElapsedTime(since) > Patience)
            {
                return $"The broker cannot be reached ({e.Error.Code}): see Kafka:BootstrapServers and Kafka:Client.";
            }
            catch (KafkaException)
            {
                // A slice has passed.
            }
        }
    }

    private static bool May(List<AclOperation>? operations, AclOperation wanted) =>
        operations is null or { Count: 0 } || operations.Contains(wanted) || operations.Contains(AclOperation.All);

    private async Task<List<TopicDescription>> TopicsAsync(IAdminClient admin)
    {
        try
        {
            return (await admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(options.Topics.All),
                new DescribeTopicsOptions
                {
                    IncludeAuthorizedOperations = true,
                    RequestTimeout = Patience
                })).TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            return e.Results.TopicDescriptions;
        }
    }

    private string? ProblemOf(TopicDescription topic)
    {
        if (topic.Error.Code == ErrorCode.UnknownTopicOrPart)
        {
            return $"Topic {topic.Name} is missing: deploy/topics/create.sh makes it.";
        }

        var wanted = options.Topics.Inputs.Contains(topic.Name) ? AclOperation.Read : AclOperation.Write;
        if (topic.Error.IsError)
        {
            return $"Topic {topic.Name} cannot be seen ({topic.Error.Code}): grant Describe and {wanted} on it.";
        }

        if (topic.Partitions.FirstOrDefault(partition => partition.Leader is null or { Id: < 0 }) is { } leaderless)
        {
            return $"Topic {topic.Name} has no leader for partition {leaderless.Partition}: a broker is down.";
        }

        return May(topic.AuthorizedOperations, wanted)
            ? null
            : $"Topic {topic.Name} may not be used: grant {wanted} on it.";
    }

    private async Task<IEnumerable<string>> GroupAsync(IAdminClient admin, int partitions)
    {
        try
        {
            var groups = await admin.DescribeConsumerGroupsAsync(
                [options.GroupId],
                new DescribeConsumerGroupsOptions { IncludeAuthorizedOperations = true, RequestTimeout = Patience });
            return Judge(groups.ConsumerGroupDescriptions);
        }
        catch (DescribeConsumerGroupsException e)
        {
            return Judge(e.Results.ConsumerGroupDescriptions);
        }

        // A group that nobody has joined yet is none, which is no problem.
        IEnumerable<string> Judge(IEnumerable<ConsumerGroupDescription> groups) =>
            groups.Select(group => ProblemOf(group, partitions)).OfType<string>();
    }

    private string? ProblemOf(ConsumerGroupDescription group, int partitions)
    {
        if (group.Error.Code is ErrorCode.GroupAuthorizationFailed
            || !May(group.AuthorizedOperations, AclOperation.Read))
        {
            return $"Group {group.GroupId} may not be joined: grant Read and Describe on it.";
        }

        return partitions == 0 || group.Members.Count <= partitions ? null
            : $"Topic {options.Topics.Uploads} has {partitions} partitions for {group.Members.Count} workers, and a partition is "
                + "read by one: the others are idle. Add partitions, or run fewer workers.";
    }

    // With an id of its own: the worker's would fence a worker that runs.
    private IEnumerable<string> Transactions()
    {
        var config = KafkaSettings.Producer(options);
        config.TransactionalId += "-doctor";
        using var producer = new ProducerBuilder<byte[], byte[]>(config)
            .SetLogHandler(static (_, _) => { }).SetErrorHandler(static (_, _) => { }).Build();
        try
        {
            producer.InitTransactions(Patience);
            return [];
        }
        catch (KafkaException e)
        {
            return
            [
                $"Transactions are not possible ({e.Error.Code}): grant Write and Describe on transactional ids that "
                    + $"begin with "
                + $"{KafkaSettings.TransactionalId(options)}.",
            ];
        }
    }
}
