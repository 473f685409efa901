using Confluent.Kafka;
using ScanWorker.Adapters.Kafka.Metadata;
using ScanWorker.Pipeline.Health;
using ScanWorker.Replay.Recordings;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Reads a range of a topic to its end, committed records alone, outside of any group. Not thread-safe.
/// </summary>
/// <remarks>
/// Partitions come interleaved, each in offset order and each record once. An end is fixed when reading starts, so
/// reading ends.
/// </remarks>
public sealed class TopicRangeReader : IDisposable
{
    // By partition and request, since each waits for the broker. Four times as much at most is held ready.
    private const int FetchBytes = 8 << 20;

    // How soon an end is noticed that is asked for while nothing comes.
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IConsumer<byte[]?, byte[]?> _consumer;
    private readonly Dictionary<TopicPartition, (long Next, long End)> _open = [];
    private readonly HashSet<TopicPartition> _waits = [];
    private readonly List<int> _beyondEnd = [];
    private readonly DateTimeOffset _from;

    /// <param name="options">The broker.</param>
    /// <param name="topic">Must exist.</param>
    /// <param name="range">What to read of it.</param>
    /// <param name="readers">How many read at once, and share the memory for what is held ready.</param>
    /// <exception cref="SourceUnavailableException">The broker cannot be reached, or there is no such
    /// topic.</exception>
    public TopicRangeReader(KafkaOptions options, string topic, TopicRange range, int readers = 1)
    {
        _from = range.From ?? DateTimeOffset.MinValue;
        var config = new ConsumerConfig(KafkaSettings.Reader(options, "scanworker-reader"))
        {
            AutoOffsetReset = AutoOffsetReset.Earliest,
            EnablePartitionEof = true,
            MaxPartitionFetchBytes = FetchBytes,
            FetchMaxBytes = 2 * FetchBytes,
            QueuedMaxMessagesKbytes = Math.Max(4 * FetchBytes / readers, FetchBytes / 4) / 1024,
            FetchQueueBackoffMs = 10, // A full queue is looked at again soon, not after a second.
        };
        KafkaSettings.SetDefault(config, "fetch.wait.max.ms", "100");
        _consumer = new ConsumerBuilder<byte[]?, byte[]?>(config)
            .SetLogHandler((_, _) => { }).SetErrorHandler((_, _) => { }).Build();
        try
        {
            Assign(topic, options.Quirks.HidesTimes ? range with { From = null } : range);
        }
        catch (KafkaException e)
        {
            _consumer.Dispose();
            throw new SourceUnavailableException($"Topic '{topic}' cannot be read: {e.Error.Reason}", e);
        }
        catch
        {
            _consumer.Dispose();
            throw;
        }
    }

    /// <summary>Everything there was has been read.</summary>
    public bool IsAtEnd => _open.Count == 0;

    /// <summary>How many offsets before the beginning were asked for by position and are gone.</summary>
    public long Missed { get; private set; }

    /// <summary>Partitions that end before the position that was asked for: the topic has been made anew.</summary>
    public IReadOnlyCollection<int> BeyondEnd => _beyondEnd;

    /// <summary>About how many records are still to come.</summary>
    public long Remaining => _open.Values.Sum(partition => Math.Max(partition.End - partition.Next, 0));

    /// <returns>The next record, or null when none came in time or the end is reached.</returns>
    /// <exception cref="SourceUnavailableException">The broker went away for good.</exception>
    public RecordedRecord? Read(TimeSpan wait)
    {
        ConsumeResult<byte[]?, byte[]?>? result;
        try
        {
            result = IsAtEnd ? null : _consumer.Consume(wait);
        }
        catch (KafkaException e)
        {
            throw new SourceUnavailableException(e.Error.Reason, e);
        }

        if (result is null)
        {
            return null;
        }

        var partition = KafkaRecords.Ours(result.TopicPartition);
        if (!_open.TryGetValue(partition, out var at))
        {
            return null; // Beyond the end that was fixed.
        }

        // The end of a partition is told apart: its last offsets may be control records, which nobody is shown. Where
        // a transaction is open it comes before the end, and comes again.
        if (result.IsPartitionEOF && result.Offset.Value < at.End && _waits.Contains(partition))
        {
            return null;
        }

        if (result.IsPartitionEOF || result.Offset.Value >= at.End)
        {
            Close(partition);
            return null;
        }

        if (result.Offset.Value < at.Next)
        {
            return null; // A client that finds a new leader may deliver again what it has delivered.
        }

        Advance(partition, result.Offset.Value + 1, at.End);
        var inbound = KafkaRecords.Inbound(result);
        return inbound.Timestamp < _from ? null : new RecordedRecord(inbound, result.Message.Timestamp.Type switch
        {
            TimestampType.CreateTime => TimestampKind.Create,
            TimestampType.LogAppendTime => TimestampKind.LogAppend,
            _ => TimestampKind.Unknown,
        });
    }

    /// <summary>All that is still to come.</summary>
    /// <exception cref="SourceUnavailableException">The broker went away for good.</exception>
    public IEnumerable<RecordedRecord> ReadToEnd(CancellationToken cancellation)
    {
        while (!IsAtEnd)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Read(Turn) is { } record)
            {
                yield return record;
            }
        }
    }

    public void Dispose()
    {
        _consumer.Close();
        _consumer.Dispose();
    }

    private void Assign(string topic, TopicRange range)
    {
        using var admin = new DependentAdminClientBuilder(_consumer.Handle).Build();
        var partitions = TopicLookup.PartitionsOf(admin, topic, Patience)
            .Where(number => range.Partitions?.Contains(number) != false)
            .Select(number => new Confluent.Kafka.TopicPartition(topic, number))
            .ToList();
        var from = OffsetsAt(partitions, range.From);
        var until = OffsetsAt(partitions, range.Until);
        var starts = new List<TopicPartitionOffset>();
        foreach (var partition in partitions)
        {
            var watermarks = LeaderRetry.Default.Ask(() => _consumer.QueryWatermarkOffsets(partition, Patience));
            var start = range.Positions.TryGetValue(KafkaRecords.Ours(partition), out var position)
                ? StartAt(partition, position, watermarks)
                : from is null ? watermarks.Low.Value
                : from[partition] ?? watermarks.High.Value;
            var end = until?[partition] ?? watermarks.High.Value;
            if (range.Ends.TryGetValue(KafkaRecords.Ours(partition), out var fixedEnd))
            {
                end = fixedEnd;
                _ = _waits.Add(KafkaRecords.Ours(partition));
            }

            if (start < end)
            {
                _open[KafkaRecords.Ours(partition)] = (start, end);
                starts.Add(new TopicPartitionOffset(partition, start));
            }
        }

        _consumer.Assign(starts);
    }

    private long StartAt(Confluent.Kafka.TopicPartition partition, long position, WatermarkOffsets watermarks)
    {
        Missed += Math.Max(watermarks.Low.Value - position, 0);
        if (position > watermarks.High.Value)
        {
            _beyondEnd.Add(partition.Partition.Value);
        }

        return Math.Max(position, watermarks.Low.Value);
    }

    // By partition the offset of the first record of that time or later; null where there is none.
    private Dictionary<Confluent.Kafka.TopicPartition, long?>? OffsetsAt(
        List<Confluent.Kafka.TopicPartition> partitions, DateTimeOffset? time)
    {
        if (time is not { } at)
        {
            return null;
        }

        var asked = partitions.Select(partition => new TopicPartitionTimestamp(partition, new Timestamp(at))).ToList();
        return LeaderRetry.Default.Ask(() => _consumer.OffsetsForTimes(asked, Patience)).ToDictionary(
            found => found.TopicPartition, found => found.Offset.Value >= 0 ? found.Offset.Value : (long?)null);
    }

    private void Advance(TopicPartition partition, long next, long end)
    {
        if (next >= end)
        {
            Close(partition);
        }
        else
        {
            _open[partition] = (next, end);
        }
    }

    private void Close(TopicPartition partition)
    {
        _open.Remove(partition);
        _consumer.Pause([new Confluent.Kafka.TopicPartition(partition.Topic, partition.Partition)]);
    }
}
