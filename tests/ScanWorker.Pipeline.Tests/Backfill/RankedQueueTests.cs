using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.Backfill;

namespace ScanWorker.Pipeline.Tests.Backfill;

/// <summary>
/// Random arrivals, ends and passing time: the rank holds, and nothing starves once live work pauses.
/// </summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class RankedQueueTests
{
    private static readonly Gen<(int Live, int Backfill, Step[] History)> Histories = Gen.Select(
        Gen.Int[1, 8], Gen.Int[1, 4],
        Gen.Select(Gen.Enum<Act>(), Gen.Enum<UploadRank>(), Gen.Int[0, 3], Gen.Bool,
            (act, rank, flow, serves) => new Step(act, rank, flow, serves)).Array[1, 300]);

    [Test]
    public void TryStart_AnyHistory_StartsNothingOfTheBackfillWhileLiveWorkWaits() => Histories.Sample(given =>
    {
        var world = new World(given.Live, given.Backfill);
        return Array.TrueForAll(given.History, world.Do);
    });

    [Test]
    public void TryStart_LiveWorkPauses_EverythingStartsInTheEnd() => Histories.Sample(given =>
    {
        var world = new World(given.Live, given.Backfill);
        return Array.TrueForAll(given.History, world.Do) && world.RunsDry();
    });

    [Test]
    public void TryStart_AnyBackfill_LiveWorkStartsAsIfThereWereNone() => Histories.Sample(given =>
    {
        var (both, alone) = (new World(given.Live, given.Backfill), new World(given.Live, given.Backfill));
        foreach (var step in given.History)
        {
            _ = both.Do(step);
            if (step.Rank == UploadRank.Live || step.Act == Act.Start)
            {
                _ = alone.Do(step with { Serves = false });
            }
        }

        return both.Started.Where(item => item > 0).SequenceEqual(alone.Started);
    });

    [Test]
    public void TryStart_ALiveFlowHasItsShareAndMoreWaits_TheBackfillWaitsToo()
    {
        var queue = new RankedQueue<string, int>(2, 2, new RateCap(1000, new FakeTimeProvider()));
        queue.Enqueue(UploadRank.Live, "slow", 1);
        queue.Enqueue(UploadRank.Live, "slow", 2);
        queue.Enqueue(UploadRank.Backfill, "past", 3);

        Assert.That(queue.TryStart(true, out _, out var first), Is.True);
        Assert.That(first, Is.EqualTo(1));
        Assert.That(queue.TryStart(true, out _, out _), Is.False);
        Assert.That(queue.IsBackfillYielding, Is.True);

        queue.End(UploadRank.Live, "slow");
        Assert.That(queue.TryStart(true, out _, out _), Is.True);
        Assert.That(queue.TryStart(true, out var flow, out _), Is.True);
        Assert.That(flow, Is.EqualTo("past"));
        Assert.That(queue.IsBackfillYielding, Is.False);
    }

    [Test]
    public void TryStart_TheRateIsUsedUp_StartsNoneAndYields()
    {
        var clock = new FakeTimeProvider();
        var queue = new RankedQueue<string, int>(8, 8, new RateCap(1, clock));
        queue.Enqueue(UploadRank.Backfill, "past", 1);
        queue.Enqueue(UploadRank.Backfill, "past", 2);

        Assert.That(queue.TryStart(true, out _, out _), Is.True);
        Assert.That(queue.TryStart(true, out _, out _), Is.False);
        Assert.That(queue.IsBackfillYielding, Is.True);

        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(queue.TryStart(true, out _, out _), Is.True);
    }

    internal enum Act
    {
        Enqueue,
        Start,
        End,
        Pass,
    }

    internal readonly record struct Step(Act Act, UploadRank Rank, int Flow, bool Serves);

    /// <summary>Live items are numbered from 1 upwards, those of the backfill from -1 downwards.</summary>
    private sealed class World
    {
        private readonly FakeTimeProvider _clock = new();
        private readonly RankedQueue<int, int> _queue;
        private readonly Dictionary<int, int> _waiting = []; // Item to flow.
        private readonly List<(UploadRank Rank, int Flow)> _running = [];
        private readonly int _backfillPlaces;
        private int _live;
        private int _backfill;

        public World(int livePlaces, int backfillPlaces)
        {
            _backfillPlaces = backfillPlaces;
            _queue = new RankedQueue<int, int>(livePlaces, backfillPlaces, new RateCap(50, _clock));
        }

        public List<int> Started { get; } = [];

        public bool Do(Step step)
        {
            switch (step.Act)
            {
                case Act.Enqueue:
                    var item = step.Rank == UploadRank.Live ? ++_live : --_backfill;
                    _waiting.Add(item, step.Flow);
                    _queue.Enqueue(step.Rank, step.Flow, item);
                    return true;
                case Act.Start:
                    return Start(step.Serves);
                case Act.End:
                    End(step.Rank);
                    return true;
                default:
                    _clock.Advance(TimeSpan.FromMilliseconds(20));
                    return true;
            }
        }

        public bool RunsDry()
        {
            for (var turn = 0; _waiting.Count > 0 && turn < 2_000; turn++)
            {
                if (!Start(serves: true))
                {
                    return false;
                }

                End(UploadRank.Live);
                End(UploadRank.Backfill);
                _clock.Advance(TimeSpan.FromMilliseconds(20));
            }

            return _waiting.Count == 0;
        }

        private bool Start(bool serves)
        {
            var liveWaits = _waiting.Keys.Any(item => item > 0);
            if (!_queue.TryStart(serves, out var flow, out var item))
            {
                return true;
            }

            Started.Add(item);
            var rank = item > 0 ? UploadRank.Live : UploadRank.Backfill;
            var isKnown = _waiting.Remove(item, out var expected) && expected == flow;
            _running.Add((rank, flow));
            return isKnown && _queue.Running == _running.Count
                && (rank == UploadRank.Live
                    || (serves && !liveWaits && _running.Count(running => running.Rank == rank) <= _backfillPlaces));
        }

        private void End(UploadRank rank)
        {
            var index = _running.FindIndex(running => running.Rank == rank);
            if (index >= 0)
            {
                _queue.End(rank, _running[index].Flow);
                _running.RemoveAt(index);
            }
        }
    }
}
