using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Health;
using ScanWorker.Replay.Decisions;
using ScanWorker.Replay.Lookback;
using ScanWorker.Replay.Recordings;
using ScanWorker.Replay.Verdicts;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Reads the partitions of the topic of verdicts on several threads, each some of them, and looks at every upload.
/// </summary>
/// <remarks>What a partition holds comes in order, whatever the other lanes do.</remarks>
/// <param name="kafka">The broker and the topics.</param>
/// <param name="lookback">Says what is owed to each upload, and is told of late verdicts.</param>
/// <param name="positions">By partition, from where on uploads are looked at; before it, late verdicts are noted
/// alone.</param>
/// <param name="clock">Bounds how long a piece waits to be handed on.</param>
internal sealed class LookbackLanes(
    KafkaOptions kafka, Reconciliation lookback, IReadOnlyDictionary<TopicPartition, long> positions,
    TimeProvider clock)
{
    private const int PieceReads = 10_000;
    private const int PiecesByLane = 4;
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PieceTime = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="range">What to read of the topic; its ends are fixed before this returns the first piece.</param>
    /// <param name="lanes">How many threads at most.</param>
    /// <param name="stopping">Ends it.</param>
    /// <returns>Piece by piece, until all is read. Whoever leaves off ends the lanes.</returns>
    /// <exception cref="SourceUnavailableException">The broker cannot be reached, or there is no such
    /// topic.</exception>
    public IEnumerable<LookbackPiece> Read(TopicRange range, int lanes, CancellationToken stopping)
    {
        var readers = OpenAll(range, lanes);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var pieces = new BlockingCollection<LookbackPiece>(PiecesByLane * lanes);
        var (running, problems) = (readers.Count, new ConcurrentQueue<Exception>());
        var threads = readers.ConvertAll(reader => new Thread(() => RunLane(reader)) { IsBackground = true });
        threads.ForEach(thread => thread.Start());
        try
        {
            foreach (var piece in pieces.GetConsumingEnumerable(CancellationToken.None))
            {
                yield return piece;
            }

            if (problems.TryPeek(out var problem))
            {
                ExceptionDispatchInfo.Throw(problem);
            }
        }
        finally
        {
            leaving.Cancel();
            threads.ForEach(thread => thread.Join());
            readers.ForEach(reader => reader.Dispose());
        }

        // Without one lane's partitions nothing is whole, so the others need not go on.
        void RunLane(TopicRangeReader reader)
        {
            try
            {
                Run(reader, pieces, leaving.Token);
            }
            catch (Exception problem)
            {
                problems.Enqueue(problem);
                leaving.Cancel();
            }
            finally
            {
                if (Interlocked.Decrement(ref running) == 0)
                {
                    pieces.CompleteAdding();
                }
            }
        }
    }

    // All before the first is read, so that no end is fixed behind what a lane's own events have moved.
    private List<TopicRangeReader> OpenAll(TopicRange range, int lanes)
    {
        using var offsets = new GroupOffsets(kafka, "scanworker-reader");
        var partitions = PartitionsOf(offsets)
            .Where(partition => range.Partitions?.Contains(partition) != false).ToList();
        if (partitions.Count == 0)
        {
            return [new TopicRangeReader(kafka, kafka.Topics.Verdicts, range)]; // It asks again, or says what is wrong.
        }

        var readers = new List<TopicRangeReader>();
        try
        {
            var count = Math.Clamp(lanes, 1, partitions.Count);
            for (var lane = 0; lane < count; lane++)
            {
                int[] mine = [.. partitions.Where((_, number) => number % count == lane)];
                readers.Add(new TopicRangeReader(
                    kafka, kafka.Topics.Verdicts, range with { Partitions = mine }, count));
            }

            return readers;
        }
        catch
        {
            readers.ForEach(reader => reader.Dispose());
            throw;
        }
    }

    private List<int> PartitionsOf(GroupOffsets offsets)
    {
        try
        {
            return [.. offsets.PartitionsOf(kafka.Topics.Verdicts, Patience).Select(partition => partition.Partition)];
        }
        catch (Confluent.Kafka.KafkaException e)
        {
            throw new SourceUnavailableException(
                $"Topic '{kafka.Topics.Verdicts}' cannot be read: {e.Error.Reason}", e);
        }
    }

    private void Run(TopicRangeReader reader, BlockingCollection<LookbackPiece> pieces, CancellationToken leaving)
    {
        var hashes = new PerceptualHash[VerdictSkim.HashesMax];
        var (piece, since) = (new LookbackPiece(), clock.GetTimestamp());
        while (!reader.IsAtEnd)
        {
            leaving.ThrowIfCancellationRequested();
            if (reader.Read(Wait) is { } record)
            {
                Take(record, piece, hashes);
            }

            if (piece.Reads >= PieceReads || clock.GetElapsedTime(since) >= PieceTime || reader.IsAtEnd)
            {
                piece.Remaining = reader.Remaining;
                pieces.Add(piece, leaving);
                (piece, since) = (new LookbackPiece(), clock.GetTimestamp());
            }
        }
    }

    private void Take(RecordedRecord record, LookbackPiece piece, PerceptualHash[] hashes)
    {
        piece.Reads++;
        var eventId = record.Record.Header("ce_id");
        lookback.Superseded.Note(eventId);
        var position = record.Record.Position;
        if (positions.TryGetValue(position.TopicPartition, out var from) && position.Offset < from)
        {
            return;
        }

        piece.Next[position.TopicPartition] = position.Offset + 1;
        if (SupersededVerdicts.Read(eventId) is not (_, > 0))
        {
            piece.Uploads++; // A late verdict is of an upload that has its first.
        }

        if (lookback.Look(record, hashes) is { } finding)
        {
            piece.Findings.Add(new LookedUpload(position, finding));
        }
    }
}

/// <summary>What a lane has read and found since its last piece.</summary>
internal sealed class LookbackPiece
{
    /// <summary>Records, those included that are before where uploads are looked at.</summary>
    public int Reads { get; set; }

    public int Uploads { get; set; }

    /// <summary>About how many records the lane has still to read.</summary>
    public long Remaining { get; set; }

    /// <summary>By partition, the offset up to which it was looked.</summary>
    public Dictionary<TopicPartition, long> Next { get; } = [];

    /// <summary>In the order of their partitions.</summary>
    public List<LookedUpload> Findings { get; } = [];
}

/// <summary>A finding, and the verdict's place.</summary>
internal sealed record LookedUpload(Pipeline.Events.RecordPosition Position, LookbackFinding Finding);
