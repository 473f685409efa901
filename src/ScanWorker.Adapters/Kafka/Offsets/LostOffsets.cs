using System.Collections.Immutable;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Kafka.Lookback;
using ScanWorker.Adapters.Kafka.Metadata;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Offsets;

/// <summary>
/// Looks, before the group is joined, whether the broker has let go of its offsets, as it does with a group that nobody
/// was in for its retention time: then every upload that is still there would be judged again, without a word.
/// </summary>
/// <remarks>
/// How far the group had come, its own verdicts say. Their topic is read from its end backwards, each time eight times
/// as far, until every partition of the uploads is found and what lies before is older by more than clocks differ. Dead
/// letters name no group, so those behind the last verdict of a partition are written once more.
/// </remarks>
internal sealed class LostOffsets(
    KafkaOptions options, TimeProvider clock, ILogger<KafkaUploadSource> logger, ILogger<KafkaVerdictSink> sinkLogger)
{
    private const long WindowMin = 2_000;
    private const long WindowOfAStranger = 16_000;
    private const long WindowMax = 1_024_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(10);

    private readonly ClientLog _log = new(logger, clock);

    /// <param name="consumer">The member to be; it has not subscribed yet.</param>
    /// <exception cref="SourceUnavailableException">The broker does not answer, or another worker is at it.</exception>
    /// <exception cref="OptionsValidationException">They are gone, and the settings say to refuse.</exception>
    public void Check(IConsumer<byte[]?, byte[]?> consumer)
    {
        try
        {
            if (options.OffsetsLost == OffsetsLostPolicy.Earliest || IsKnown(consumer))
            {
                return;
            }

            using var offsets = new GroupOffsets(options, options.GroupId, _log);
            var marks = Read(offsets);
            if (marks.Count > 0)
            {
                PutBack(marks, offsets.Group, consumer);
            }
        }
        catch (TwinException e)
        {
            throw new SourceUnavailableException("Another worker puts the group's offsets back.", e);
        }
        catch (KafkaException e)
        {
            throw new SourceUnavailableException(e.Error.Code.ToString(), e);
        }
    }

    // A single offset proves that the group is not forgotten: all of them expire together.
    private bool IsKnown(IConsumer<byte[]?, byte[]?> consumer)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var partitions = options.Topics.Inputs
            .SelectMany(topic => TopicLookup.PartitionsIfAny(admin, topic, Patience)
                .Select(number => new Confluent.Kafka.TopicPartition(topic, number)))
            .ToList();
        return partitions.Count == 0
            || consumer.Committed(partitions, Patience).Exists(committed => committed.Offset.Value >= 0);
    }

    private ImmutableDictionary<TopicPartition, long> Read(GroupOffsets offsets)
    {
        var uploads = options.Topics.Inputs.SelectMany(topic => offsets.PartitionsOf(topic, Patience))
            .ToImmutableArray();
        var verdicts = offsets.PartitionsOf(options.Topics.Verdicts, Patience)
            .ToDictionary(partition => partition, partition => offsets.Ends(partition, Patience));
        var marks = new VerdictMarks(options.Topics.Inputs, options.EventSource);
        for (var window = WindowMin; window <= WindowMax && verdicts.Count > 0; window *= 8)
        {
            var starts = verdicts.ToImmutableDictionary(
                partition => partition.Key, partition => Math.Max(partition.Value.Begin, partition.Value.End - window));
            var oldest = ReadFrom(starts, marks);
            var isWhole = starts.All(start => start.Value == verdicts[start.Key].Begin);
            if (isWhole || (marks.Last.Count == 0 && window >= WindowOfAStranger) || IsEnough(uploads, marks, oldest))
            {
                break;
            }
        }

        // Beyond the end: the topic is not the one that those verdicts are about.
        return marks.Last.Where(mark => uploads.Contains(mark.Key)
                && mark.Value.Offset < offsets.Ends(mark.Key, Patience).End)
            .ToImmutableDictionary(mark => mark.Key, mark => mark.Value.Offset + 1);
    }

    private static bool IsEnough(
        ImmutableArray<TopicPartition> uploads, VerdictMarks marks,
        Dictionary<TopicPartition, DateTimeOffset> oldest) =>
        uploads.All(marks.Last.ContainsKey)
        && oldest.Values.All(first => first < marks.Last.Values.Min(mark => mark.At) - ClockSkew);

    // The timestamp of the first record of each partition that has any.
    private Dictionary<TopicPartition, DateTimeOffset> ReadFrom(
        ImmutableDictionary<TopicPartition, long> starts, VerdictMarks marks)
    {
        using var reader = new TopicRangeReader(
            options, options.Topics.Verdicts, new TopicRange { Positions = starts });
        var oldest = new Dictionary<TopicPartition, DateTimeOffset>();
        var heardAt = clock.GetTimestamp();
        while (!reader.IsAtEnd)
        {
            if (reader.Read(TimeSpan.FromMilliseconds(100)) is { } verdict)
            {
                heardAt = clock.GetTimestamp();
                oldest.TryAdd(verdict.Record.Position.TopicPartition, verdict.Record.Timestamp);
                marks.Note(verdict.Record);
            }
            else if (clock.GetElapsedTime(heardAt) > Patience && !reader.IsAtEnd)
            {
                throw new SourceUnavailableException($"{options.Topics.Verdicts} cannot be read to its end.");
            }
        }

        return oldest;
    }

    private void PutBack(
        ImmutableDictionary<TopicPartition, long> marks, IConsumerGroupMetadata group,
        IConsumer<byte[]?, byte[]?> consumer)
    {
        var told = string.Join(
            ", ", marks.OrderBy(mark => mark.Key.Topic, StringComparer.Ordinal).ThenBy(mark => mark.Key.Partition)
                .Select(mark => $"{mark.Key} at {mark.Value}"));
        if (options.OffsetsLost == OffsetsLostPolicy.Refuse)
        {
            throw new OptionsValidationException(
                nameof(KafkaOptions), typeof(KafkaOptions),
                [
                    $"Kafka:OffsetsLost: group {options.GroupId} has no offsets although it has judged uploads: they have "
                        + $"expired. By its verdicts it had come to {told}. Set resume to go on there, or earliest to "
                        + "judge everything again.",
                ]);
        }

        // One id for the whole group: whoever opens it fences the others, so nobody puts back offsets over newer ones.
        var own = options.WithTransactionalId($"scanworker-{options.GroupId}-offsets");
        using var sink = new KafkaVerdictSink(Options.Create(own), clock, sinkLogger, yields: true);
        sink.Open(CancellationToken.None);
        if (IsKnown(consumer))
        {
            return;
        }

        if (sink.Commit(new OutboundBatch([], marks, group), CancellationToken.None) is not CommitOutcome.Committed)
        {
            throw new SourceUnavailableException("The group's offsets could not be put back.");
        }

        logger.OffsetsPutBack(options.GroupId, told);
    }
}
