using CsCheck;
using ScanWorker.Pipeline.Fairness;

namespace ScanWorker.Pipeline.Tests.Fairness;

/// <summary>Random arrivals and ends: bounds hold, and no flow starves.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class FairQueueTests
{
    private static readonly Gen<(int Places, (int Flow, int Step)[] History)> Histories =
        Gen.Select(Gen.Int[1, 12], Gen.Select(Gen.Int[0, 5], Gen.Int[0, 2]).Array[1, 300]);

    [Test]
    public void TryStart_AnyHistory_KeepsTheBoundsAndTheOrderOfEachFlow() => Histories.Sample(given =>
    {
        var world = new World(given.Places);
        return Array.TrueForAll(given.History, world.Do);
    });

    [Test]
    public void TryStart_AnyHistory_EverythingStartsInTheEnd() => Histories.Sample(given =>
    {
        var world = new World(given.Places);
        return Array.TrueForAll(given.History, world.Do) && world.RunsDry();
    });

    /// <summary>A flow without a place is passed by each other one at most once.</summary>
    [Test]
    public void TryStart_OthersNeverRunOutOfWork_AQuietFlowIsNextOrNextButTheOthers() =>
        Gen.Select(Gen.Int[1, 12], Gen.Int[1, 6], Gen.Int[0, 200]).Sample((places, others, before) =>
        {
            var queue = new FairQueue<int, int>(places);
            var running = new Queue<int>();
            void Turn()
            {
                for (var flow = 1; flow <= others; flow++)
                {
                    queue.Enqueue(flow, 0);
                }

                if (queue.TryStart(out var started, out _))
                {
                    running.Enqueue(started);
                }
                else
                {
                    queue.End(running.Dequeue());
                }
            }

            for (var i = 0; i < before; i++)
            {
                Turn();
            }

            queue.Enqueue(0, 0);
            var passed = 0;
            while (!running.Contains(0))
            {
                var was = running.Count;
                Turn();
                passed += running.Count > was ? 1 : 0;
            }

            return passed <= others + 1;
        });

    [Test]
    public void TryStart_OneFlowTakesAllItGets_AnotherStartsAtOnce()
    {
        var queue = new FairQueue<string, int>(places: 64);
        for (var i = 0; i < 200; i++)
        {
            queue.Enqueue("slow", i);
        }

        while (queue.TryStart(out _, out _))
        {
            // As many as it may.
        }

        Assert.That(queue.Running, Is.EqualTo(32));
        queue.Enqueue("other", 0);
        Assert.That(queue.TryStart(out var flow, out _), Is.True);
        Assert.That(flow, Is.EqualTo("other"));
    }

    private sealed class World(int places)
    {
        private readonly FairQueue<int, int> _queue = new(places);
        private readonly Dictionary<int, Queue<int>> _waiting = [];
        private readonly List<int> _running = [];
        private int _number;

        public bool Do((int Flow, int Step) given)
        {
            switch (given.Step)
            {
                case 0:
                    _queue.Enqueue(given.Flow, _number);
                    WaitingOf(given.Flow).Enqueue(_number++);
                    return true;
                case 1:
                    return Start();
                default:
                    End(given.Flow);
                    return true;
            }
        }

        public bool RunsDry()
        {
            for (var turn = 0; _queue.Waiting > 0 && turn < 1_000; turn++)
            {
                if (!Start())
                {
                    return false;
                }

                End(turn);
            }

            return _queue.Waiting == 0;
        }

        private bool Start()
        {
            var free = places - _running.Count;
            var may = _waiting.Where(flow => flow.Value.Count > 0 && Held(flow.Key) < free)
                .Select(flow => flow.Key).ToList();
            if (!_queue.TryStart(out var started, out var item))
            {
                return may.Count == 0;
            }

            var isRight = may.Contains(started) && may.TrueForAll(flow => Held(flow) >= Held(started))
                && WaitingOf(started).Dequeue() == item;
            _running.Add(started);
            return isRight && _running.Count <= places && _queue.Running == _running.Count;
        }

        private void End(int which)
        {
            if (_running.Count > 0)
            {
                _queue.End(_running[which % _running.Count]);
                _running.RemoveAt(which % _running.Count);
            }
        }

        private int Held(int flow) => _running.Count(running => running == flow);

        private Queue<int> WaitingOf(int flow) =>
            _waiting.TryGetValue(flow, out var own) ? own : _waiting[flow] = new Queue<int>();
    }
}
