using System.Text.Json;

namespace ScanWorker.Adapters.Kafka;

/// <summary>
/// Sees from librdkafka's statistics when a partition is assigned and its fetcher never starts. That happens: an answer to
/// its question for the committed offset that names no partition, as a coordinator gives that has just moved or come back,
/// leaves the partition waiting for ever, while heartbeats go on and all looks well (confluentinc/librdkafka#5586).
/// </summary>
/// <remarks>Used by the poll thread alone: that is where the client hands its statistics over.</remarks>
internal sealed class FetchWatch(TimeProvider clock)
{
    /// <summary>More than an offset takes that waits for the transaction of a killed worker to time out.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Dictionary<int, long> _idleSince = [];

    /// <summary>The partition that has not started for longer than that, or null.</summary>
    public int? Stuck { get; private set; }

    /// <param name="statistics">As librdkafka's STATISTICS.md lays down.</param>
    /// <param name="topic">The topic that is read.</param>
    /// <param name="assigned">Its partitions that are assigned now.</param>
    public void Read(string statistics, string topic, IReadOnlySet<int> assigned)
    {
        using var json = JsonDocument.Parse(statistics);
        var root = json.RootElement;
        var idle = IsSteady(root) ? assigned.Where(partition => !IsFetching(root, topic, partition)).ToHashSet() : [];
        foreach (var partition in _idleSince.Keys.Where(partition => !idle.Contains(partition)).ToList())
        {
            _idleSince.Remove(partition);
        }

        Stuck = null;
        foreach (var partition in idle)
        {
            _idleSince.TryAdd(partition, clock.GetTimestamp());
            if (clock.GetElapsedTime(_idleSince[partition]) >= Patience)
            {
                Stuck = partition;
            }
        }
    }

    /// <summary>A new client begins anew.</summary>
    public void Forget()
    {
        _idleSince.Clear();
        Stuck = null;
    }

    // While the coordinator is away, or the group is being balanced, nothing starts and nothing is wrong.
    private static bool IsSteady(JsonElement root) =>
        root.TryGetProperty("cgrp", out var group)
        && group.TryGetProperty("state", out var state) && state.ValueEquals("up")
        && group.TryGetProperty("join_state", out var joined) && joined.ValueEquals("steady");

    // A partition that is paused is "active" all the same; one that asks for where it begins or ends says so.
    private static bool IsFetching(JsonElement root, string topic, int partition) =>
        root.GetProperty("topics").TryGetProperty(topic, out var found)
        && found.GetProperty("partitions").TryGetProperty(partition.ToString(System.Globalization.CultureInfo.InvariantCulture), out var facts)
        && facts.TryGetProperty("fetch_state", out var state) && state.ValueEquals("active");
}
