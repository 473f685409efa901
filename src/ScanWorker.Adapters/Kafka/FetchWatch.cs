using System.Globalization;
using System.Text.Json;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// Sees from librdkafka's statistics when a partition is assigned, has records, and none of them is fetched, while
/// heartbeats go on and all looks well. One way to get there: an answer to the client's question for the committed
/// offset that names no partition, as a coordinator gives that has just moved or come back
/// (confluentinc/librdkafka#5586).
/// </summary>
/// <remarks>Used by the poll thread alone: that is where the client hands its statistics over.</remarks>
internal sealed class FetchWatch(TimeProvider clock)
{
    /// <summary>More than an offset takes that waits for the transaction of a killed worker to time out.</summary>
    private static readonly TimeSpan PatienceMin = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(10);

    private readonly Dictionary<TopicPartition, (long Since, long NextOffset)> _still = [];
    private TimeSpan _patience = PatienceMin;

    /// <summary>The partition that has stood still for too long, or null.</summary>
    public TopicPartition? Stuck { get; private set; }

    /// <param name="statistics">As librdkafka's STATISTICS.md lays down.</param>
    /// <param name="assigned">The partitions that are assigned now and are to be read.</param>
    /// <param name="isPaused">Whether all are paused, so that standing still is right.</param>
    public void Read(string statistics, IReadOnlySet<TopicPartition> assigned, bool isPaused)
    {
        using var json = JsonDocument.Parse(statistics);
        Stuck = null;
        if (!IsSteady(json.RootElement) || isPaused)
        {
            _still.Clear();
            return;
        }

        foreach (var partition in _still.Keys.Where(partition => !assigned.Contains(partition)).ToList())
        {
            _still.Remove(partition);
        }

        foreach (var partition in assigned)
        {
            Note(partition, StandsAt(json.RootElement, partition));
        }

        if (_still.Count == 0)
        {
            _patience = PatienceMin;
        }
    }

    /// <summary>
    /// A new client begins anew, with more patience: where no client can read, making new ones helps nobody.
    /// </summary>
    public void Forget()
    {
        _still.Clear();
        Stuck = null;
        _patience = TimeSpan.FromTicks(Math.Min(_patience.Ticks * 2, PatienceMax.Ticks));
    }

    private void Note(TopicPartition partition, long? standsAt)
    {
        if (standsAt is not { } offset)
        {
            _still.Remove(partition);
        }
        else if (!_still.TryGetValue(partition, out var before) || before.NextOffset != offset)
        {
            _still[partition] = (clock.GetTimestamp(), offset);
        }
        else if (clock.GetElapsedTime(before.Since) >= _patience)
        {
            Stuck = partition;
        }
    }

    // While the coordinator is away, or the group is being balanced, nothing starts and nothing is wrong.
    private static bool IsSteady(JsonElement root) =>
        root.TryGetProperty("cgrp", out var group)
        && group.TryGetProperty("state", out var state) && state.ValueEquals("up")
        && group.TryGetProperty("join_state", out var joined) && joined.ValueEquals("steady");

    // Null: it is at its end, or there are records in the queue. Else where it stands, -1 where nobody knows.
    private static long? StandsAt(JsonElement root, TopicPartition partition)
    {
        if (!root.GetProperty("topics").TryGetProperty(partition.Topic, out var found)
            || !found.GetProperty("partitions")
                .TryGetProperty(partition.Partition.ToString(CultureInfo.InvariantCulture), out var facts)
            || !facts.GetProperty("fetch_state").ValueEquals("active"))
        {
            return -1;
        }

        var next = facts.GetProperty("next_offset").GetInt64();
        return facts.GetProperty("fetchq_cnt").GetInt64() > 0 || next >= facts.GetProperty("ls_offset").GetInt64()
            ? null
            : next;
    }
}
