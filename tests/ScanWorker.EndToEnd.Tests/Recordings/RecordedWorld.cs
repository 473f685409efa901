using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Adapters.Redis;
using ScanWorker.EndToEnd.Tests.Servers;
using ScanWorker.EndToEnd.Tests.Worker;
using ScanWorker.Matching.Entries;
using ScanWorker.Replay.Diff;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.EndToEnd.Tests.Recordings;

/// <summary>Servers that hold a recorded topic and its hash set, for the worker itself to judge.</summary>
internal sealed class RecordedWorld : IDisposable
{
    private readonly RecordedTopic _topic;
    private readonly IBroker _broker;
    private readonly IRedisServer _redis;

    public RecordedWorld(ServerKind kind, RecordedTopic topic)
    {
        _topic = topic;
        _broker = ServerKinds.StartBroker(kind);
        _redis = ServerKinds.StartRedis(kind);
        _broker.CreateTopics();
    }

    public KafkaOptions Kafka => _broker.Options;

    public string RedisConnection => _redis.ConnectionString;

    /// <summary>Publishes entries as the next version.</summary>
    public async Task PublishAsync(long version, params Entry[][] segments)
    {
        var options = Options.Create(new RedisOptions { ConnectionString = _redis.ConnectionString });
        await using var connections = new RedisConnections(options);
        var publication = HashSetVersions.Version(version, null, segments: segments);
        _ = await new RedisHashSetStore(connections, options).PublishAsync(
            publication, version == 1 ? null : version - 1, CancellationToken.None);
    }

    public Task PublishAsync() => PublishAsync(1, [.. ReadEntries()]);

    /// <summary>
    /// Writes the recording into the topic of uploads, at the same positions, with files where the worker finds them.
    /// </summary>
    public async Task ProduceAsync()
    {
        using var writer = new TopicWriter(Kafka);
        foreach (var record in _topic.ReadUploads().Select(recorded => recorded.Record))
        {
            var position = await writer.WriteAsync(
                Kafka.Topics.Uploads, record.Position.TopicPartition.Partition, record.Key, Located(record.Value),
                record.Headers);
            Assert.That(position.Offset, Is.EqualTo(record.Position.Offset));
        }
    }

    public WorkerProcess StartWorker(IReadOnlyDictionary<string, string>? more = null) =>
        WorkerProcess.Start(new Dictionary<string, string>(more ?? new Dictionary<string, string>())
        {
            ["Kafka:BootstrapServers"] = Kafka.BootstrapServers,
            ["Kafka:MockBroker"] = Kafka.MockBroker.ToString(CultureInfo.InvariantCulture),
            ["Kafka:GroupId"] = Kafka.GroupId,
            ["Kafka:InstanceId"] = "replay",
            ["Kafka:GroupProtocol"] = Kafka.MockBroker
            ? nameof(GroupProtocolKind.Consumer)
            : nameof(GroupProtocolKind.Classic),
            ["Redis:ConnectionString"] = _redis.ConnectionString,
            ["Sets:Signing:Required"] = "false",
            ["Content:Roots:0"] = _topic.ArgumentOf("--content-root") ?? _topic.Folder,
            ["Policy:File"] = _topic.ArgumentOf("--policy") ?? "",
        }.Concat(Settings()).ToDictionary());

    /// <summary>Reads outcomes until there are so many.</summary>
    public IReadOnlyList<UploadOutcome> ReadOutcomes(int count, Func<string> complaint)
    {
        using var verdicts = new TopicReader(Kafka, Kafka.Topics.Verdicts);
        using var deadLetters = new TopicReader(Kafka, Kafka.Topics.DeadLetters);
        var outcomes = new List<UploadOutcome>();
        Poll.Until(
            () =>
            {
                foreach (var reader in new[] { verdicts, deadLetters })
                {
                    while (reader.Read(TimeSpan.FromMilliseconds(50)) is { } record)
                    {
                        outcomes.Add(
                            OutcomeReader.Read(record)
                                ?? throw new AssertionException("A record of the output topics is no outcome."));
                    }
                }

                return outcomes.Count >= count;
            },
            TimeSpan.FromSeconds(120), () => $"{outcomes.Count} of {count} outcomes.\n{complaint()}");
        return outcomes;
    }

    public IEnumerable<Entry> ReadEntries() => _topic.ReadEntries();

    public void Dispose()
    {
        _broker.Dispose();
        _redis.Dispose();
    }

    private IEnumerable<KeyValuePair<string, string>> Settings() => _topic.Arguments
        .Where(argument => argument.StartsWith("--") && argument.Contains(':') && argument.Contains('='))
        .Select(argument => argument[2..].Split('=', 2))
        .Select(pair => KeyValuePair.Create(pair[0], pair[1]));

    // A replay looks file:///2026/a.jpg up below its content root; the worker takes a location as it is.
    private byte[]? Located(byte[]? value) => value is not null && _topic.ArgumentOf("--content-root") is { } root
        && Encoding.UTF8.GetString(value) is var text && text.Contains("file:///2026")
            ? Encoding.UTF8.GetBytes(text.Replace("file:///2026", $"file://{root}/2026"))
            : value;
}
