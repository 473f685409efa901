using System.Diagnostics;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Kafka.Metadata;

namespace ScanWorker.Testing.Servers;

/// <summary>What a test asks of a broker of its own.</summary>
internal static class BrokerAdmin
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static void WaitUntilItAnswers(KafkaOptions options, OwnedProcess process)
    {
        Poll.Until(
            () => process.HasExited || Answers(options), TimeSpan.FromSeconds(60), () =>
                $"The broker does not come up:\n{process.Output}");
        if (process.HasExited)
        {
            throw new InvalidOperationException($"The broker has ended:\n{process.Output}");
        }
    }

    /// <summary>Makes the worker's topics, with 4 partitions each.</summary>
    public static void CreateTopics(KafkaOptions options) => CreateTopics(options, options.Topics.All, partitions: 4);

    public static void CreateTopics(KafkaOptions options, IEnumerable<string> names, int partitions)
    {
        using var admin = Admin(options);
        admin.CreateTopicsAsync(
            names.Select(
                name => new TopicSpecification { Name = name, NumPartitions = partitions, ReplicationFactor = 1 }))
            .GetAwaiter().GetResult();
    }

    /// <summary>
    /// Waits until a reader of what is committed sees all that stands in a topic, or for as long as that.
    /// </summary>
    public static void WaitForTransactions(KafkaOptions options, string topic, TimeSpan max)
    {
        using var admin = Admin(options);
        var ends = Ends(admin.GetMetadata(topic, Patience).Topics);
        var since = Stopwatch.StartNew();
        while (HasOpenTransactions(admin, ends) && since.Elapsed < max)
        {
            Poll.Pause(TimeSpan.FromMilliseconds(20));
        }
    }

    /// <summary>Whether in any topic there is something that was neither committed nor aborted.</summary>
    public static bool HasOpenTransactions(KafkaOptions options)
    {
        using var admin = Admin(options);
        return HasOpenTransactions(admin, Ends(admin.GetMetadata(Patience).Topics));
    }

    /// <summary>Deletes all topics but the broker's own.</summary>
    public static void DeleteTopics(KafkaOptions options)
    {
        using var admin = Admin(options);
        var names = Names();
        if (names.Count > 0)
        {
            admin.DeleteTopicsAsync(names).GetAwaiter().GetResult();
            Poll.Until(() => Names().Count == 0, Patience, () => $"Still there: {string.Join(", ", Names())}");
        }

        List<string> Names() => [.. admin.GetMetadata(Patience).Topics.Select(topic => topic.Topic)
            .Where(name => !name.StartsWith("__", StringComparison.Ordinal))];
    }

    public static void DeleteTopic(KafkaOptions options, string name)
    {
        using var admin = Admin(options);
        admin.DeleteTopicsAsync([name]).GetAwaiter().GetResult();
    }

    public static void AddPartitions(KafkaOptions options, string topic, int total)
    {
        using var admin = Admin(options);
        admin.CreatePartitionsAsync([new PartitionsSpecification { Topic = topic, IncreaseTo = total }])
            .GetAwaiter().GetResult();
    }

    /// <summary>Deletes what stands before these positions, as retention would.</summary>
    public static void DeleteRecords(KafkaOptions options, IEnumerable<Pipeline.Events.RecordPosition> before)
    {
        using var admin = Admin(options);
        admin.DeleteRecordsAsync(before.Select(position => new TopicPartitionOffset(
                position.TopicPartition.Topic, position.TopicPartition.Partition, position.Offset)))
            .GetAwaiter().GetResult();
    }

    /// <summary>Sets a topic's own settings.</summary>
    public static void Configure(KafkaOptions options, string topic, IReadOnlyDictionary<string, string> settings)
    {
        using var admin = Admin(options);
        admin.IncrementalAlterConfigsAsync(new Dictionary<ConfigResource, List<ConfigEntry>>
        {
            [new ConfigResource { Type = ResourceType.Topic, Name = topic }] =
            [
                .. settings.Select(setting => new ConfigEntry
                {
                    Name = setting.Key, Value = setting.Value, IncrementalOperation = AlterConfigOpType.Set,
                }),
            ],
        }).GetAwaiter().GetResult();
    }

    /// <summary>The members of the worker's group, as the broker knows them.</summary>
    public static int MembersOf(KafkaOptions options)
    {
        using var admin = Admin(options);
        return admin.DescribeConsumerGroupsAsync([options.GroupId])
            .GetAwaiter().GetResult().ConsumerGroupDescriptions.Sum(group => group.Members.Count);
    }

    /// <summary>Lets go of the group's offsets, as if nobody had been in it for its retention time.</summary>
    public static void ForgetGroup(KafkaOptions options)
    {
        Poll.Until(
            () => MembersOf(options) == 0, TimeSpan.FromSeconds(60), () => "The group still has members.");
        using var admin = Admin(options);
        admin.DeleteGroupsAsync([options.GroupId]).GetAwaiter().GetResult();
    }

    /// <summary>Takes from or gives back to a principal that it may write to a topic.</summary>
    public static void MayWrite(KafkaOptions options, string principal, string topic, bool may)
    {
        var binding = new AclBinding
        {
            Pattern = new ResourcePattern
            {
                Type = ResourceType.Topic,
                Name = topic,
                ResourcePatternType = ResourcePatternType.Literal
            },
            Entry = new AccessControlEntry
            {
                Principal = principal,
                Host = "*",
                Operation = AclOperation.Write,
                PermissionType = AclPermissionType.Allow,
            },
        };
        using var admin = Admin(options);
        if (may)
        {
            admin.CreateAclsAsync([binding]).GetAwaiter().GetResult();
        }
        else
        {
            admin.DeleteAclsAsync([binding.ToFilter()]).GetAwaiter().GetResult();
        }
    }

    private static bool HasOpenTransactions(IAdminClient admin, IReadOnlyCollection<TopicPartitionOffsetSpec> ends) =>
        !Offsets(admin, ends, IsolationLevel.ReadCommitted)
            .SequenceEqual(Offsets(admin, ends, IsolationLevel.ReadUncommitted));

    private static List<TopicPartitionOffsetSpec> Ends(IEnumerable<TopicMetadata> topics) =>
    [
        .. topics.SelectMany(topic => topic.Partitions.Select(partition => new TopicPartitionOffsetSpec
        {
            TopicPartition = new TopicPartition(topic.Topic, partition.PartitionId),
            OffsetSpec = OffsetSpec.Latest(),
        })),
    ];

    private static IEnumerable<long> Offsets(
        IAdminClient admin, IEnumerable<TopicPartitionOffsetSpec> asked, IsolationLevel level)
    {
        // The broker's own topics are made when somebody first asks for a group, and have no leader for a moment.
        var answer = LeaderRetry.Default.Ask(
            () => admin.ListOffsetsAsync(asked, new ListOffsetsOptions { IsolationLevel = level })
                .GetAwaiter().GetResult());
        return answer.ResultInfos.Select(info => info.TopicPartitionOffsetError)
            .OrderBy(found => found.Topic, StringComparer.Ordinal).ThenBy(found => found.Partition.Value)
            .Select(found => found.Offset.Value);
    }

    private static bool Answers(KafkaOptions options)
    {
        try
        {
            using var admin = Admin(options);
            return admin.GetMetadata(TimeSpan.FromSeconds(1)).Brokers.Count == 1;
        }
        catch (KafkaException)
        {
            return false;
        }
    }

    private static IAdminClient Admin(KafkaOptions options) => new AdminClientBuilder(KafkaSettings.Common(options))
        .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
}
