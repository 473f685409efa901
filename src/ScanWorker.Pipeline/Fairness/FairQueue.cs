using System.Diagnostics.CodeAnalysis;

namespace ScanWorker.Pipeline.Fairness;

/// <summary>Work of several flows that waits for a limited number of places. Pure; one thread at a time.</summary>
/// <remarks>
/// A flow may take another place only while it holds fewer than are free (dynamic thresholds: Choudhury and Hahne,
/// "Dynamic queue length thresholds for shared-memory packet switches", 1998). So <c>n</c> flows that take all they get
/// end at <c>1/(n+1)</c> of the places each, and as many stay free for a flow that has been quiet: it starts at once,
/// however slow the others are. Nothing has to be divided up beforehand.
/// </remarks>
/// <param name="places">At least 1.</param>
internal sealed class FairQueue<TFlow, TItem>(int places)
    where TFlow : notnull
{
    private readonly Dictionary<TFlow, Flow> _flows = [];
    private long _turn;

    /// <summary>Places taken.</summary>
    public int Running { get; private set; }

    /// <summary>Items that wait.</summary>
    public int Waiting { get; private set; }

    public void Enqueue(TFlow flow, TItem item)
    {
        if (!_flows.TryGetValue(flow, out var own))
        {
            // Behind those that wait already.
            _flows[flow] = own = new Flow { LastTurn = ++_turn };
        }

        own.Waiting.Enqueue(item);
        Waiting++;
    }

    /// <summary>Takes a place for the flow that holds the fewest; of several, for the one longest not served.</summary>
    /// <returns>False when nothing waits that may start.</returns>
    public bool TryStart([MaybeNullWhen(false)] out TFlow flow, [MaybeNullWhen(false)] out TItem item)
    {
        (flow, item) = (default, default);
        Flow? next = null;
        foreach (var (key, candidate) in _flows)
        {
            if (candidate.Waiting.Count > 0 && candidate.Held < places - Running && candidate.IsBefore(next))
            {
                (flow, next) = (key, candidate);
            }
        }

        if (next is null || flow is null)
        {
            return false;
        }

        item = next.Waiting.Dequeue();
        next.Held++;
        next.LastTurn = ++_turn;
        Running++;
        Waiting--;
        return true;
    }

    /// <summary>Gives back a place of the flow's.</summary>
    public void End(TFlow flow)
    {
        var own = _flows[flow];
        own.Held--;
        Running--;
        Forget(flow, own);
    }

    /// <summary>Forgets what waits.</summary>
    public void Clear()
    {
        foreach (var (flow, own) in _flows)
        {
            own.Waiting.Clear();
            Forget(flow, own); // A dictionary allows removal while it is enumerated.
        }

        Waiting = 0;
    }

    // Flows come and go (hosts, partitions): one without work is not kept.
    private void Forget(TFlow flow, Flow own)
    {
        if (own is { Held: 0, Waiting.Count: 0 })
        {
            _ = _flows.Remove(flow);
        }
    }

    private sealed class Flow
    {
        public Queue<TItem> Waiting { get; } = new();

        public int Held { get; set; }

        public long LastTurn { get; set; }

        public bool IsBefore(Flow? other) =>
            other is null || Held < other.Held || (Held == other.Held && LastTurn < other.LastTurn);
    }
}
