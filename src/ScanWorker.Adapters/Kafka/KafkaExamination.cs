using Confluent.Kafka;
using Confluent.Kafka.Admin;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Looks at the broker as the worker will need it, and writes nothing. For <c>doctor</c>.</summary>
/// <param name="options">Valid.</param>
public sealed class KafkaExamination(KafkaOptions options)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <returns>One sentence a problem, each with what to do; none when all is well.</returns>
    public async Task<IReadOnlyList<string>> RunAsync()
    {
        string? lastTrouble = null;
        using var admin = new AdminClientBuilder(KafkaSettings.Common(options))
            .SetLogHandler(static (_, _) => { })
            .SetErrorHandler((_, error) => lastTrouble = error.Reason)
            .Build();
        try
        {
            _ = await Task.Run(() => admin.GetMetadata(Patience));
        }
        catch (KafkaException e)
        {
            return [$"The broker cannot be reached ({e.Error.Code}; {lastTrouble ?? "no more is known"}): see Kafka:BootstrapServers and Kafka:Client."];
        }

        return [.. await TopicsAsync(admin), .. await GroupAsync(admin), .. await Task.Run(Transactions)];
    }

    private static bool May(List<AclOperation>? operations, AclOperation wanted) =>
        operations is null or { Count: 0 } || operations.Contains(wanted) || operations.Contains(AclOperation.All);

    private async Task<IEnumerable<string>> TopicsAsync(IAdminClient admin)
    {
        List<TopicDescription> topics;
        try
        {
            topics = (await admin.DescribeTopicsAsync(
                TopicCollection.OfTopicNames(options.Topics.All),
                new DescribeTopicsOptions { IncludeAuthorizedOperations = true, RequestTimeout = Patience })).TopicDescriptions;
        }
        catch (DescribeTopicsException e)
        {
            topics = e.Results.TopicDescriptions;
        }

        return topics.Select(ProblemOf).OfType<string>();
    }

    private string? ProblemOf(TopicDescription topic)
    {
        if (topic.Error.Code == ErrorCode.UnknownTopicOrPart)
        {
            return $"Topic {topic.Name} is missing: deploy/topics/create.sh makes it.";
        }

        if (topic.Error.IsError)
        {
            return $"Topic {topic.Name} cannot be seen ({topic.Error.Code}): grant Describe on it.";
        }

        var wanted = topic.Name == options.Topics.Uploads ? AclOperation.Read : AclOperation.Write;
        return May(topic.AuthorizedOperations, wanted) ? null : $"Topic {topic.Name} may not be used: grant {wanted} on it.";
    }

    private async Task<IEnumerable<string>> GroupAsync(IAdminClient admin)
    {
        try
        {
            var groups = await admin.DescribeConsumerGroupsAsync(
                [options.GroupId], new DescribeConsumerGroupsOptions { IncludeAuthorizedOperations = true, RequestTimeout = Patience });
            return groups.ConsumerGroupDescriptions.Where(group => !May(group.AuthorizedOperations, AclOperation.Read))
                .Select(group => $"Group {group.GroupId} may not be joined: grant Read on it.");
        }
        catch (KafkaException e)
        {
            // A group that nobody has joined yet is none, which is no problem.
            return e.Error.Code is ErrorCode.GroupAuthorizationFailed
                ? [$"Group {options.GroupId} may not be joined: grant Read and Describe on it."]
                : [];
        }
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
                $"Transactions are not possible ({e.Error.Code}): grant Write and Describe on transactional ids that begin with "
                + $"{KafkaSettings.TransactionalId(options)}.",
            ];
        }
    }
}
