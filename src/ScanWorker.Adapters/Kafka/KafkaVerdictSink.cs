using System.Collections.Immutable;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Kafka.Offsets;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Adapters.Kafka;

/// <summary>Writes each batch, events and offsets, in one Kafka transaction of a few milliseconds.</summary>
/// <remarks>
/// librdkafka's transactional calls may outlive any time-out while brokers are away, and their time-out says nothing of
/// the outcome; one of them may never return. So they run in slices of one second, on a thread that can be given up;
/// past ten, or after a fatal error, the producer is replaced: the new one, by InitTransactions, ends what the old one
/// left open and fences it, and then the group's offsets tell whether the batch landed.
/// </remarks>
internal sealed class KafkaVerdictSink : IVerdictSink
{
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan OffsetsPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RefusedPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TwinWindow = TimeSpan.FromSeconds(30);

    private readonly KafkaOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<KafkaVerdictSink> _logger;
    private readonly bool _yields;
    private readonly ClientLog _log;
    private TransactionalProducer? _producer;
    private long? _lastFenced;

    /// <param name="options">The broker, and what the transactional id is made of.</param>
    /// <param name="clock">Measures patience.</param>
    /// <param name="logger">Of trouble.</param>
    /// <param name="yields">Whoever takes the transactional id over has it; without it, it is taken back once.</param>
    public KafkaVerdictSink(
        IOptions<KafkaOptions> options, TimeProvider clock, ILogger<KafkaVerdictSink> logger, bool yields = false)
    {
        (_options, _clock, _logger, _yields) = (options.Value, clock, logger, yields);
        _log = new ClientLog(logger, clock);
    }

    /// <summary>How often a producer was begun. As long as it stays the same, nobody was in between.</summary>
    internal int Openings { get; private set; }

    private TransactionalProducer Producer => _producer ?? throw new InvalidOperationException("The sink is not open.");

    public void Open(CancellationToken stopping) => ReplaceProducer(stopping);

    public CommitOutcome Commit(OutboundBatch batch, CancellationToken stopping)
    {
        if (OvertakenIn(batch, stopping) is { IsEmpty: false } stands)
        {
            _logger.ReadTooEarly(string.Join(", ", stands.Keys));
            return new CommitOutcome.Overtaken(stands);
        }

        var started = _clock.GetTimestamp();
        Producer.ForgetTrouble();
        try
        {
            Write(batch, started);
        }
        catch (KafkaTxnRequiresAbortException e)
        {
            return Abort(e.Error, batch, stopping);
        }
        catch (ProduceException<byte[]?, byte[]?> e) when (e.Error.Code == ErrorCode.MsgSizeTooLarge)
        {
            return Abort(e.Error, batch, stopping);
        }
        catch (KafkaException e)
        {
            return Settle(e.Error, batch, stopping);
        }

        // A delayed EndTxn could still arrive at the broker after a transport error; a newer epoch makes it harmless.
        if (Producer.HadTrouble)
        {
            _logger.ProducerReplaced("transport");
            ReplaceProducer(stopping);
        }

        return new CommitOutcome.Committed();
    }

    public void Dispose() => _producer?.Dispose();

    private void Write(OutboundBatch batch, long started)
    {
        Producer.Call(client => client.BeginTransaction());
        foreach (var outbound in batch.Events)
        {
            Produce(Producer.Client, outbound, started);
        }

        var offsets = batch.Next
            .Select(pair => new TopicPartitionOffset(pair.Key.Topic, pair.Key.Partition, pair.Value))
            .ToList();
        var group = (IConsumerGroupMetadata?)batch.Group;
        Resume(client => client.SendOffsetsToTransaction(offsets, group, Slice), started);
        Resume(client => client.CommitTransaction(Slice), started);
    }

    private void Produce(IProducer<byte[]?, byte[]?> producer, OutboundEvent outbound, long started)
    {
        var message = KafkaRecords.Message(outbound.Key, outbound.Value, outbound.Headers);
        var target = new Confluent.Kafka.TopicPartition(
            _options.Topics.NameOf(outbound.Topic), outbound.Partition ?? Partition.Any);
        while (true)
        {
            try
            {
                producer.Produce(target, message, Producer.Delivered);
                return;
            }
            catch (ProduceException<byte[]?, byte[]?> e)
                when (e.Error.Code == ErrorCode.Local_QueueFull && _clock.GetElapsedTime(started) < Limit)
            {
                producer.Poll(TimeSpan.FromMilliseconds(20)); // The local queue empties as the broker takes it.
            }
        }
    }

    // The same call again, as long as librdkafka says that it may be resumed and the limit is not reached.
    private void Resume(Action<IProducer<byte[]?, byte[]?>> call, long started)
    {
        while (true)
        {
            try
            {
                Producer.Call(call);
                return;
            }
            catch (KafkaRetriableException) when (_clock.GetElapsedTime(started) < Limit)
            {
                // A slice has passed.
            }
        }
    }

    private CommitOutcome Abort(Error cause, OutboundBatch batch, CancellationToken stopping)
    {
        var tooLarge = cause.Code == ErrorCode.MsgSizeTooLarge || Producer.HadTooLarge;
        try
        {
            Resume(client => client.AbortTransaction(Slice), _clock.GetTimestamp());
        }
        catch (KafkaException e)
        {
            return Settle(e.Error, batch, stopping);
        }

        return tooLarge ? new CommitOutcome.TooLarge() : new CommitOutcome.Aborted(CauseOf(cause));
    }

    // A transaction says of a topic that is missing no more than that it timed out.
    private string CauseOf(Error cause) => Producer.RefusedBy ?? cause.Code.ToString();

    private CommitOutcome.Settled Settle(Error cause, OutboundBatch batch, CancellationToken stopping)
    {
        if (cause.Code is ErrorCode.Local_Fenced or ErrorCode.ProducerFenced or ErrorCode.InvalidProducerEpoch)
        {
            NoteFenced();
        }

        var told = CauseOf(cause);
        _logger.ProducerReplaced(told);
        ReplaceProducer(stopping);
        return new CommitOutcome.Settled(told, ReadOffsets(batch, stopping));
    }

    private void NoteFenced()
    {
        if (_yields)
        {
            throw new TwinException(
                $"The transactional id '{KafkaSettings.TransactionalId(_options)}' was taken over.");
        }

        if (_lastFenced is { } last && _clock.GetElapsedTime(last) < TwinWindow)
        {
            throw new TwinException(
                $"The transactional id '{KafkaSettings.TransactionalId(_options)}' was taken over twice within "
                    + $"{TwinWindow.TotalSeconds:0} s: "
                + "another worker runs with the same Kafka:InstanceId. Give each its own.");
        }

        _lastFenced = _clock.GetTimestamp();
    }

    private void ReplaceProducer(CancellationToken stopping)
    {
        _producer?.Dispose();
        _producer = new TransactionalProducer(_options, _log);
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            var pause = Pause;
            try
            {
                _producer.Call(client => client.InitTransactions(Slice));
                Openings++;
                return;
            }
            catch (KafkaException e)
                when (!_producer.IsStuck && (e is KafkaRetriableException or { Error.IsFatal: false }))
            {
                _logger.TransactionLate(e.Error.Code.ToString());
            }
            catch (KafkaException e)
            {
                _logger.TransactionLate(e.Error.Code.ToString());
                _producer.Dispose();
                _producer = new TransactionalProducer(_options, _log);
                pause = BrokerRejection.Of(e.Error) is null ? Pause : RefusedPause;
            }

            stopping.WaitHandle.WaitOne(pause);
        }
    }

    private ImmutableDictionary<Pipeline.Events.TopicPartition, long> OvertakenIn(
        OutboundBatch batch, CancellationToken stopping) =>
        batch.Unproven.IsEmpty
            ? ImmutableDictionary<Pipeline.Events.TopicPartition, long>.Empty
            : Ask(offsets => new StartCheck(_options, offsets).OvertakenIn(batch.Unproven), stopping);

    // After InitTransactions no transaction of ours is open any more, so the stable offsets are final.
    private ImmutableDictionary<Pipeline.Events.TopicPartition, long> ReadOffsets(
        OutboundBatch batch, CancellationToken stopping) =>
        Ask(offsets => offsets.Committed(batch.Next.Keys, OffsetsPatience), stopping);

    private T Ask<T>(Func<GroupOffsets, T> question, CancellationToken stopping)
    {
        using var offsets = new GroupOffsets(_options, _options.GroupId, _log);
        while (true)
        {
            stopping.ThrowIfCancellationRequested();
            try
            {
                return question(offsets);
            }
            catch (Exception e) when (e is KafkaException or SourceUnavailableException)
            {
                _logger.TransactionLate((e as KafkaException)?.Error.Code.ToString() ?? e.Message);
                stopping.WaitHandle.WaitOne(TimeSpan.FromMilliseconds(200));
            }
        }
    }
}
