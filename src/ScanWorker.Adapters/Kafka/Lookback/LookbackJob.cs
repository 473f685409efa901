using System.Globalization;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>What a look back is known by to the broker, and to whoever else looks back.</summary>
/// <param name="Name">The same name goes on, another begins. Letters, digits, dashes.</param>
/// <param name="IsExclusive">
/// One instance alone does it, and begins anew each time: what was done is known by what the topics say. Otherwise
/// instances share its partitions, and go on where it was.
/// </param>
internal sealed record LookbackJob(string Name, bool IsExclusive)
{
    /// <summary>By it members of the common group are told apart: those of one job share, others wait.</summary>
    public string ClientId => $"scanworker-lookback-{Name}";

    /// <summary>The consumer group that all look-backs of a worker's group join while they are at work.</summary>
    public static string MembersGroupOf(KafkaOptions kafka) => CommonIdOf(kafka);

    /// <summary>
    /// The transactional id that look-backs of earlier releases share, whatever the partition. Whoever opens it ends
    /// them.
    /// </summary>
    public static string CommonIdOf(KafkaOptions kafka) => $"scanworker-lookback-{kafka.GroupId}";

    /// <summary>
    /// The transactional id of all that decides anew about uploads whose verdicts stand in one partition. Whoever opens
    /// it ends whoever had it, so nobody else decides about them until it is opened again.
    /// </summary>
    public static string TransactionalIdOf(KafkaOptions kafka, int partition) =>
        string.Create(CultureInfo.InvariantCulture, $"{CommonIdOf(kafka)}/{partition}");

    /// <summary>The transactional id by which it is noted that one has come to its end.</summary>
    public static string DoneIdOf(KafkaOptions kafka) => $"{CommonIdOf(kafka)}/done";

    /// <summary>The consumer group of which any offset says that it has come to its end. Nobody joins it.</summary>
    public string DoneGroupOf(KafkaOptions kafka) => $"{ProgressGroupOf(kafka)}-done";

    /// <summary>The consumer group whose offsets are how far it has come. Nobody joins it.</summary>
    public string ProgressGroupOf(KafkaOptions kafka) => $"{CommonIdOf(kafka)}-{Name}";
}
