using System.Collections.Concurrent;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;

namespace ScanWorker.Testing.Loop;

/// <summary>
/// A transactional topic. What it does with the next batches, a test says; without a word it commits.
/// </summary>
internal sealed class FakeVerdictSink : IVerdictSink
{
    private readonly ConcurrentQueue<Func<OutboundBatch, CommitOutcome>> _script = new();
    private readonly ConcurrentQueue<OutboundBatch> _attempts = new();
    private readonly ConcurrentQueue<string> _written = new();
    private readonly ConcurrentQueue<IReadOnlyDictionary<TopicPartition, long>> _committed = new();
    private readonly ManualResetEventSlim _open = new(initialState: true);

    public IReadOnlyCollection<OutboundBatch> Attempts => _attempts;

    /// <summary>Values of the events committed, in order.</summary>
    public IReadOnlyCollection<string> Written => _written;

    /// <summary>Offsets committed, in order.</summary>
    public IReadOnlyList<IReadOnlyDictionary<TopicPartition, long>> Committed => [.. _committed];

    public bool IsDisposed { get; private set; }

    /// <summary>Lets commits wait until <see cref="Release"/>.</summary>
    public void Hold() => _open.Reset();

    public void Release() => _open.Set();

    public void Next(CommitOutcome outcome) => Next(_ => outcome);

    public void Next(Func<OutboundBatch, CommitOutcome> outcome) => _script.Enqueue(outcome);

    public void Open(CancellationToken stopping)
    {
        // Nothing to settle.
    }

    public CommitOutcome Commit(OutboundBatch batch, CancellationToken stopping)
    {
        _open.Wait(stopping);
        _attempts.Enqueue(batch);
        var outcome = _script.TryDequeue(out var next) ? next(batch) : new CommitOutcome.Committed();
        if (outcome is CommitOutcome.Committed)
        {
            _committed.Enqueue(batch.Next);
            Write(batch);
        }

        return outcome;
    }

    /// <summary>Takes the batch's events as committed.</summary>
    public void Write(OutboundBatch batch)
    {
        foreach (var outbound in batch.Events)
        {
            _written.Enqueue(System.Text.Encoding.UTF8.GetString(outbound.Value ?? []));
        }
    }

    public void Dispose()
    {
        IsDisposed = true;
        _open.Dispose();
    }
}
