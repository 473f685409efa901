using System.ComponentModel.DataAnnotations;
using Confluent.Kafka;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Kafka.Metadata;
using ScanWorker.Adapters.Kafka.Offsets;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Kafka;

/// <summary>The broker, our place in the group, and the topics.</summary>
public sealed class KafkaOptions
{
    public const string Section = "Kafka";

    /// <summary>host:port, several separated by commas. Required.</summary>
    [Required]
    public string BootstrapServers { get; set; } = "";

    /// <summary>Consumer group. Default scanworker.</summary>
    [Required]
    public string GroupId { get; set; } = "scanworker";

    /// <summary>
    /// Names this worker: stable over its restarts, and its alone, since the transactional id is made of it. Default:
    /// the host's name.
    /// </summary>
    [Required]
    public string InstanceId { get; set; } = Environment.MachineName;

    /// <summary>
    /// classic (cooperative-sticky) or consumer (KIP-848, broker 4.0 and later). Default classic: with it the worker
    /// chooses how soon its partitions go to others when it is gone, six seconds; with consumer the broker does, and
    /// its own default is 45.
    /// </summary>
    [EnumDataType(typeof(GroupProtocolKind))]
    public GroupProtocolKind GroupProtocol { get; set; } = GroupProtocolKind.Classic;

    /// <summary>Keeps its partitions over a short restart, by group.instance.id. Default false.</summary>
    public bool StaticMembership { get; set; }

    /// <summary>
    /// What to do when the broker has let go of the group's offsets, as of a group that nobody was in for its retention
    /// time: resume (behind the last verdict of each partition), refuse (end, and say so) or earliest (judge everything
    /// again). Default resume; a group without verdicts starts at the earliest record in any case.
    /// </summary>
    [EnumDataType(typeof(OffsetsLostPolicy))]
    public OffsetsLostPolicy OffsetsLost { get; set; } = OffsetsLostPolicy.Resume;

    /// <summary>After that the broker aborts a transaction of ours that is still open. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:15:00")]
    public TimeSpan TransactionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The broker is the mock of demo and tests, which set it. It shows how the worker works, and proves nothing of
    /// exactly-once.
    /// </summary>
    public bool MockBroker { get; set; }

    [ValidateObjectMembers]
    public TopicOptions Topics { get; set; } = new();

    /// <summary>Any other librdkafka setting, for consumer and producer alike, such as security.protocol.</summary>
    public Dictionary<string, string> Client { get; set; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Null: made of the group and the instance. Not a setting: look-backs have
    /// one for each partition.</summary>
    internal string? TransactionalId { get; set; }

    internal BrokerQuirks Quirks { get; set; } = BrokerQuirks.None;

    /// <summary>CloudEvents source of what this group emits.</summary>
    internal string EventSource => $"/scanworker/{GroupId}";

    internal KafkaOptions WithTransactionalId(string id)
    {
        var copy = (KafkaOptions)MemberwiseClone();
        copy.TransactionalId = id;
        return copy;
    }
}

/// <summary>Names of the topics.</summary>
public sealed class TopicOptions
{
    /// <summary>In: an event per upload.</summary>
    [Required]
    public string Uploads { get; set; } = "uploads";

    /// <summary>
    /// In: events of past uploads, judged only while no new one waits, within <c>Scan:Backfill</c>. Default: none, and
    /// no such topic is read. Let it run empty before you take it out: the broker forgets how far it was read when
    /// nobody has read it for the retention time of offsets.
    /// </summary>
    [MinLength(1)]
    public string? Backfill { get; set; }

    /// <summary>Out: one verdict per upload.</summary>
    [Required]
    public string Verdicts { get; set; } = "scan.verdicts";

    /// <summary>Out: uploads to block.</summary>
    [Required]
    public string Blocks { get; set; } = "scan.blocks";

    /// <summary>Out: cases to report or review.</summary>
    [Required]
    public string Reports { get; set; } = "scan.reports";

    /// <summary>Out: events that name no upload.</summary>
    [Required]
    public string DeadLetters { get; set; } = "uploads.dead-letter";

    /// <summary>In, for the custodian's <c>sets feedback</c>: what reviewers say of matches. The worker does not read
    /// it.</summary>
    [Required]
    public string Feedback { get; set; } = "scan.feedback";

    /// <summary>What the worker reads.</summary>
    internal IReadOnlyList<string> Inputs => Backfill is null ? [Uploads] : [Uploads, Backfill];

    /// <summary>What the worker reads or writes.</summary>
    internal IReadOnlyList<string> All => [.. Inputs, Verdicts, Blocks, Reports, DeadLetters];

    internal string NameOf(OutboundTopic topic) => topic switch
    {
        OutboundTopic.Verdicts => Verdicts,
        OutboundTopic.Blocks => Blocks,
        OutboundTopic.Reports => Reports,
        OutboundTopic.DeadLetters => DeadLetters,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>How the group agrees on who reads what.</summary>
public enum GroupProtocolKind
{
    /// <summary>The classic protocol, with the cooperative-sticky assignor.</summary>
    Classic,

    /// <summary>The consumer protocol of Kafka 4 (KIP-848).</summary>
    Consumer,
}

/// <summary>Generated from the attributes of <see cref="KafkaOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class KafkaAttributesValidator : IValidateOptions<KafkaOptions>;

/// <summary>
/// The attributes of <see cref="KafkaOptions"/>, and what librdkafka itself says of the settings passed through.
/// </summary>
internal sealed class KafkaOptionsValidator : IValidateOptions<KafkaOptions>
{
    private readonly KafkaAttributesValidator _attributes = new();

    public ValidateOptionsResult Validate(string? name, KafkaOptions options)
    {
        List<string> problems =
        [
            .. _attributes.Validate(name, options).Failures ?? [],
            .. options.Client.Keys.Where(KafkaSettings.Fixed.Contains).Select(key =>
                $"Kafka:Client:{key}: may not be set here; exactly-once rests on it, or it has a key of its own."),
            .. options.Client.Where(IsMissingFile).Select(setting =>
                $"Kafka:Client:{setting.Key} names a file that is not there or cannot be read."),
            .. Others(options.Topics).Where(other => other.Name == options.Topics.Backfill).Select(other =>
                $"Kafka:Topics:Backfill: '{other.Name}' is Kafka:Topics:{other.Key} already; give it a topic of its own."),
        ];

        // Our own settings are always right together; asking costs a tenth of a second of each start.
        if (problems.Count == 0 && options.Client.Count > 0 && ProblemOf(options) is { } problem)
        {
            problems.Add(problem);
        }

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    // The client would only say that OpenSSL failed.
    private static bool IsMissingFile(KeyValuePair<string, string> setting) => setting is
    {
        Key: "ssl.ca.location" or "ssl.certificate.location" or "ssl.key.location" or "ssl.keystore.location",
        Value: { Length: > 0 } and not "probe",
    } && !Path.Exists(setting.Value);

    private static (string Key, string Name)[] Others(TopicOptions topics) =>
    [
        (nameof(topics.Uploads), topics.Uploads), (nameof(topics.Verdicts), topics.Verdicts),
        (nameof(topics.Blocks), topics.Blocks), (nameof(topics.Reports), topics.Reports),
        (nameof(topics.DeadLetters), topics.DeadLetters), (nameof(topics.Feedback), topics.Feedback),
    ];

    // Building a client reads its configuration and connects to nobody by itself.
    private static string? ProblemOf(KafkaOptions options)
    {
        try
        {
            using var consumer = new ConsumerBuilder<byte[], byte[]>(KafkaSettings.Consumer(options))
                .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
            using var reader = new ConsumerBuilder<byte[], byte[]>(KafkaSettings.Reader(options, options.GroupId))
                .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
            using var producer = new ProducerBuilder<byte[], byte[]>(KafkaSettings.Producer(options))
                .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
            return null;
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            return $"Kafka:Client: {e.Message}";
        }
    }
}
