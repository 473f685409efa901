using System.Collections.Concurrent;
using TopicPartition = ScanWorker.Pipeline.Events.TopicPartition;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>Threads that work at partitions, each at one after the other. One thread calls.</summary>
internal sealed class LookbackLanes : IDisposable
{
    private readonly BlockingCollection<(TopicPartition Partition, CancellationToken Stopping)> _waiting = [];
    private readonly BlockingCollection<LaneResult> _results = [];
    private readonly Dictionary<TopicPartition, CancellationTokenSource> _atWork = [];
    private readonly CancellationTokenSource _leaving;
    private readonly List<Thread> _threads;

    /// <param name="lanes">How many threads.</param>
    /// <param name="work">Works at a partition, and returns the offset that it has come to.</param>
    /// <param name="stopping">Ends all of them.</param>
    public LookbackLanes(int lanes, Func<TopicPartition, CancellationToken, long> work, CancellationToken stopping)
    {
        _leaving = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _threads = [.. Enumerable.Range(0, lanes).Select(number => new Thread(() => Run(work))
        {
            IsBackground = true,
            Name = $"lookback-{number}",
        })];
        _threads.ForEach(thread => thread.Start());
    }

    /// <summary>Nobody works at it yet.</summary>
    public void Begin(TopicPartition partition)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(_leaving.Token);
        _atWork.Add(partition, source);
        _waiting.Add((partition, source.Token));
    }

    /// <summary>Leaves off, if it is worked at; its result still comes.</summary>
    public void LeaveOff(TopicPartition partition)
    {
        if (_atWork.TryGetValue(partition, out var source))
        {
            source.Cancel();
        }
    }

    /// <returns>Partitions that nobody works at any more; none when none ended in time.</returns>
    public IEnumerable<LaneResult> Take(TimeSpan wait)
    {
        for (var next = wait; _results.TryTake(out var result, next); next = TimeSpan.Zero)
        {
            if (_atWork.Remove(result.Partition, out var source))
            {
                source.Dispose();
            }

            yield return result;
        }
    }

    public void Dispose()
    {
        _leaving.Cancel();
        _waiting.CompleteAdding();
        _threads.ForEach(thread => thread.Join());
        foreach (var source in _atWork.Values)
        {
            source.Dispose();
        }

        _leaving.Dispose();
        _waiting.Dispose();
        _results.Dispose();
    }

    private void Run(Func<TopicPartition, CancellationToken, long> work)
    {
        foreach (var (partition, stopping) in _waiting.GetConsumingEnumerable(CancellationToken.None))
        {
            try
            {
                stopping.ThrowIfCancellationRequested();
                _results.Add(new LaneResult(partition, work(partition, stopping), null), CancellationToken.None);
            }
            catch (Exception problem)
            {
                _results.Add(new LaneResult(partition, null, problem), CancellationToken.None);
            }
        }
    }
}

/// <summary>What came of the work at a partition.</summary>
/// <param name="Partition">Of the topic of verdicts.</param>
/// <param name="Reached">The offset that it has come to; null: it did not come to the end.</param>
/// <param name="Problem">Why not.</param>
internal sealed record LaneResult(TopicPartition Partition, long? Reached, Exception? Problem);
