using Confluent.Kafka;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// From our options to librdkafka's: what exactly-once rests on is fixed, the rest may be overridden.
/// </summary>
internal static class KafkaSettings
{
    /// <summary>Settings that would break exactly-once, or that have a key of their own.</summary>
    public static readonly IReadOnlySet<string> Fixed = new HashSet<string>(StringComparer.OrdinalIgnoreCase)
    {
        "bootstrap.servers", "group.id", "group.protocol", "group.instance.id", "enable.auto.commit",
        "enable.auto.offset.store",
        "auto.offset.reset", "isolation.level", "transactional.id", "transaction.timeout.ms", "enable.idempotence",
        "acks",
        "partition.assignment.strategy", "group.remote.assignor", "test.mock.num.brokers", "statistics.interval.ms",
    };

    public static string TransactionalId(KafkaOptions options) =>
        options.TransactionalId ?? $"scanworker-{options.GroupId}-{options.InstanceId}";

    public static ConsumerConfig Consumer(KafkaOptions options)
    {
        var config = new ConsumerConfig(Common(options))
        {
            GroupId = options.GroupId,
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            AutoOffsetReset = AutoOffsetReset.Earliest,
            IsolationLevel = IsolationLevel.ReadCommitted, // Also makes the offsets that it fetches the stable ones.
            GroupInstanceId = options.StaticMembership ? options.InstanceId : null,
            AllowAutoCreateTopics = false,
        };
        config.EnablePartitionEof = true; // Tells the end behind transaction markers, which are no records.
        config.StatisticsIntervalMs = 5000; // What FetchWatch reads.
        SetDefault(config, "queued.max.messages.kbytes", "16384");
        SetDefault(config, "fetch.queue.backoff.ms", "100");
        SetDefault(config, "fetch.wait.max.ms", "500");
        // How soon a partition is seen that was added to a topic; librdkafka's own five minutes are a long time for
        // uploads that nobody reads.
        SetDefault(config, "topic.metadata.refresh.interval.ms", "30000");
        if (options.GroupProtocol == GroupProtocolKind.Classic)
        {
            config.GroupProtocol = GroupProtocol.Classic;
            SetDefault(config, "session.timeout.ms", "6000");
            SetDefault(config, "heartbeat.interval.ms", "1000");
            config.PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky;
        }
        else
        {
            config.GroupProtocol = GroupProtocol.Consumer;
        }

        return config;
    }

    /// <summary>
    /// A consumer that joins no group: it reads from where it is told to, or asks for offsets. It is checked by the
    /// rules of the group protocol in use, which differ.
    /// </summary>
    /// <param name="options">The broker.</param>
    /// <param name="group">Whose offsets it may ask for; the client wants one in any case.</param>
    public static ConsumerConfig Reader(KafkaOptions options, string group) => new(Common(options))
    {
        GroupId = group,
        GroupProtocol = options.GroupProtocol == GroupProtocolKind.Classic
            ? Confluent.Kafka.GroupProtocol.Classic
            : Confluent.Kafka.GroupProtocol.Consumer,
        EnableAutoCommit = false,
        EnableAutoOffsetStore = false,
        IsolationLevel = IsolationLevel.ReadCommitted, // Also makes the offsets that it asks for the stable ones.
    };

    public static ProducerConfig Producer(KafkaOptions options)
    {
        var config = new ProducerConfig(Common(options))
        {
            TransactionalId = TransactionalId(options),
            TransactionTimeoutMs = (int)options.TransactionTimeout.TotalMilliseconds,
            EnableIdempotence = true,
            Acks = Acks.All,
        };
        SetDefault(config, "message.max.bytes", "10485760"); // The topic's own limit is the one that counts.
        SetDefault(config, "queue.buffering.max.kbytes", "131072");
        SetDefault(config, "linger.ms", "2");
        SetDefault(config, "compression.type", "lz4");
        // A broker refuses a transaction while it writes the markers of the one before, for some milliseconds;
        // librdkafka's own pause of 100 is as long as ten transactions. It doubles up to a second without brokers.
        SetDefault(config, "retry.backoff.ms", "5");
        return config;
    }

    /// <summary>What consumers and producers have in common.</summary>
    public static Dictionary<string, string> Common(KafkaOptions options)
    {
        KafkaLibrary.Load(KafkaLibrary.WantsKerberos(options.Client));
        var settings = new Dictionary<string, string>(options.Client, StringComparer.OrdinalIgnoreCase)
        {
            ["bootstrap.servers"] = options.BootstrapServers,
        };
        settings.TryAdd("client.id", $"scanworker-{options.InstanceId}");
        settings.TryAdd("log.connection.close", "false");
        settings.TryAdd("reconnect.backoff.max.ms", "2000");
        settings.TryAdd("socket.keepalive.enable", "true");
        return settings;
    }

    /// <summary>Sets what is not set.</summary>
    public static void SetDefault(ClientConfig config, string name, string value)
    {
        if (!config.Any(setting => string.Equals(setting.Key, name, StringComparison.OrdinalIgnoreCase)))
        {
            config.Set(name, value);
        }
    }
}
