using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

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

    /// <summary>classic (cooperative-sticky) or consumer (KIP-848, broker 4.0 and later). Default classic.</summary>
    [EnumDataType(typeof(GroupProtocolKind))]
    public GroupProtocolKind GroupProtocol { get; set; } = GroupProtocolKind.Classic;

    /// <summary>Keeps its partitions over a short restart, by group.instance.id. Default false.</summary>
    public bool StaticMembership { get; set; }

    /// <summary>After that the broker aborts a transaction of ours that is still open. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:15:00")]
    public TimeSpan TransactionTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The broker is librdkafka's own mock, which answers transactional offset commits and forgets them. Set by demo
    /// and tests.
    /// </summary>
    public bool MockBroker { get; set; }

    [ValidateObjectMembers]
    public TopicOptions Topics { get; set; } = new();

    /// <summary>Any other librdkafka setting, for consumer and producer alike, such as security.protocol.</summary>
    public Dictionary<string, string> Client { get; set; } = new(StringComparer.OrdinalIgnoreCase);
}
