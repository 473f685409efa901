using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Health;
using OurPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// Lag as a consumer that reads nothing sees it: the end of each partition less what the group has committed.
/// </summary>
/// <remarks>
/// The end is the last stable offset, so what a transaction has not committed does not count; its markers do. No admin
/// request is made: one that times out while the broker is away can end the process in an assertion of librdkafka's
/// (rd_kafka_enq_once).
/// </remarks>
internal sealed class KafkaBrokerProbe(
    IOptions<KafkaOptions> options, TimeProvider clock, ILogger<KafkaBrokerProbe> logger) : IBrokerProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly KafkaOptions _options = options.Value;
    private readonly ClientLog _log = new(logger, clock);
    private GroupOffsets? _offsets;

    public Task<BrokerReport> LookAsync(CancellationToken cancellation) =>
        Task.Run(Ask, cancellation); // The client's calls have no asynchronous form.

    public void Dispose() => _offsets?.Dispose();

    private IEnumerable<(OurPartition Partition, long Records)> LagsOf(GroupOffsets offsets)
    {
        var partitions = _options.Topics.Inputs.SelectMany(topic => offsets.PartitionsOf(topic, Patience)).ToList();
        var committed = offsets.Committed(partitions, Patience);
        foreach (var partition in partitions)
        {
            var (begin, end) = offsets.Ends(partition, Patience);
            yield return (partition, Math.Max(0, end - committed.GetValueOrDefault(partition, begin)));
        }
    }

    private BrokerReport Ask()
    {
        _log.ForgetRefusal();
        try
        {
            _offsets ??= new GroupOffsets(_options, _options.GroupId, _log);
            return new BrokerReport(
                [.. LagsOf(_offsets)],
                [.. _options.Topics.All.Where(topic => _offsets.PartitionsOf(topic, Patience).IsEmpty)]);
        }
        catch (KafkaException e)
        {
            // What failed is a time-out, mostly; why, the client has told beside it.
            var refusal = BrokerRejection.Of(e.Error) ?? _log.Refusal;
            var certificate = refusal is { IsTls: true }
                ? BrokerCertificate.ProblemOf(_options, clock.GetUtcNow())
                : null;
            throw new SourceUnavailableException(
                refusal is null
                    ? e.Error.Code.ToString()
                    : $"{refusal.Sentence} {certificate}".TrimEnd(), e)
            { IsRefusal = refusal is not null };
        }
    }
}
