using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.Kafka;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Tests.Kafka;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FetchWatchTests
{
    private static readonly HashSet<TopicPartition> Both = [new("uploads", 0), new("uploads", 3)];
    private readonly FakeTimeProvider _clock = new();
    private readonly FetchWatch _watch;

    public FetchWatchTests() => _watch = new FetchWatch(_clock);

    [Test]
    public void Read_FetcherNeverStarts_IsStuckAfterHalfAMinute()
    {
        Read("active", "none");
        Assert.That(_watch.Stuck, Is.Null, "It may be starting.");

        _clock.Advance(TimeSpan.FromSeconds(29));
        Read("active", "none");
        Assert.That(_watch.Stuck, Is.Null);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Read("active", "none");
        Assert.That(_watch.Stuck, Is.EqualTo(new TopicPartition("uploads", 3)));
    }

    [Test]
    public void Read_PartitionMissingFromTheStatistics_IsStuckToo()
    {
        ReadTwice(Statistics("up", "steady", ("0", "active")));

        Assert.That(_watch.Stuck, Is.EqualTo(new TopicPartition("uploads", 3)));
    }

    [Test]
    public void Read_FetcherStartsInBetween_BeginsAnew()
    {
        Read("active", "offset-wait");
        _clock.Advance(TimeSpan.FromSeconds(20));
        Read("active", "active");
        _clock.Advance(TimeSpan.FromSeconds(20));
        Read("active", "none");

        Assert.That(_watch.Stuck, Is.Null);
    }

    [TestCase("wait-coord", "steady")]
    [TestCase("up", "wait-sync")]
    public void Read_NoCoordinatorOrRebalance_IsNotStuck(string state, string joinState)
    {
        ReadTwice(Statistics(state, joinState, ("0", "none"), ("3", "none")));

        Assert.That(_watch.Stuck, Is.Null);
    }

    [Test]
    public void Read_PartitionNoLongerAssigned_IsNotStuck()
    {
        Read("active", "none");
        _clock.Advance(TimeSpan.FromMinutes(1));
        _watch.Read(
            Statistics("up", "steady", ("0", "active"), ("3", "none")),
            new HashSet<TopicPartition> { new("uploads", 0) }, isPaused: false);

        Assert.That(_watch.Stuck, Is.Null);
    }

    [Test]
    public void Forget_AfterStuck_IsNoLonger()
    {
        ReadTwice(Statistics("up", "steady", ("0", "active"), ("3", "none")));
        _watch.Forget();

        Assert.That(_watch.Stuck, Is.Null);
    }

    [TestCase(2000, 25_000, 0, false, ExpectedResult = 3)]
    [TestCase(2000, 25_000, 0, true, ExpectedResult = null)]
    [TestCase(2000, 25_000, 5, false, ExpectedResult = null)]
    [TestCase(25_000, 25_000, 0, false, ExpectedResult = null)]
    public int? Read_FetcherThatStandsStill_IsStuckWhereThereAreRecordsAndNoPause(
        int next, int end, int queued, bool isPaused)
    {
        ReadTwice(Statistics("up", "steady", ("0", "active"), ("3", $"active|{next}|{end}|{queued}")), isPaused);

        return _watch.Stuck?.Partition;
    }

    [Test]
    public void Read_FetcherThatGoesOn_IsNotStuck()
    {
        Read("active", "active|2000|25000|0");
        _clock.Advance(TimeSpan.FromMinutes(1));
        Read("active", "active|2001|25000|0");

        Assert.That(_watch.Stuck, Is.Null);
    }

    [Test]
    public void Read_TheSamePartitionOfAnotherTopicGoesOn_IsStuckAllTheSame()
    {
        var both = new HashSet<TopicPartition> { new("uploads", 3), new("past", 3) };
        var statistics = Statistics("up", "steady", ("3", "active|7|7|0")).Replace(
            "\"topics\": {", """
            "topics": { "past": { "partitions": {
              "3": { "fetch_state": "active", "next_offset": 5, "ls_offset": 9, "fetchq_cnt": 0 } } },
            """, StringComparison.Ordinal);
        _watch.Read(statistics, both, isPaused: false);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _watch.Read(statistics, both, isPaused: false);

        Assert.That(_watch.Stuck, Is.EqualTo(new TopicPartition("past", 3)));
    }

    [Test]
    public void Forget_StuckAgain_TakesTwiceAsLong()
    {
        ReadTwice(Statistics("up", "steady", ("3", "none")));
        _watch.Forget();
        Read("active", "none");
        _clock.Advance(TimeSpan.FromSeconds(59));
        Read("active", "none");
        Assert.That(_watch.Stuck, Is.Null);

        _clock.Advance(TimeSpan.FromSeconds(1));
        Read("active", "none");
        Assert.That(_watch.Stuck, Is.EqualTo(new TopicPartition("uploads", 3)));
    }

    private void Read(string zero, string three) =>
        _watch.Read(Statistics("up", "steady", ("0", zero), ("3", three)), Both, isPaused: false);

    private void ReadTwice(string statistics, bool isPaused = false)
    {
        _watch.Read(statistics, Both, isPaused);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _watch.Read(statistics, Both, isPaused);
    }

    // The members that matter of what librdkafka 2.16 writes. A state may be followed by next offset, end and queue.
    private static string Statistics(
        string state, string joinState, params (string Partition, string Facts)[] partitions) => $$"""
        {
          "name": "rdkafka#consumer-1",
          "cgrp": { "state": "{{state}}", "join_state": "{{joinState}}" },
          "topics": { "uploads": { "partitions": {
            {{string.Concat(partitions.Select(partition => Partition(partition.Partition, partition.Facts.Split('|'))))}}
            "-1": { "partition": -1, "fetch_state": "none" }
          } } }
        }
        """;

    private static string Partition(string partition, string[] facts) => $$"""
        "{{partition}}": {
          "partition": {{partition}},
          "fetch_state": "{{facts[0]}}",
          "next_offset": {{facts.ElementAtOrDefault(1) ?? "7"}},
          "ls_offset": {{facts.ElementAtOrDefault(2) ?? "7"}},
          "fetchq_cnt": {{facts.ElementAtOrDefault(3) ?? "0"}}
        },
        """;
}
