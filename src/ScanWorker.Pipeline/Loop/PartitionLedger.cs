using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Loop;

/// <summary>What has been received, settled and committed of one partition under one assignment. Pure.</summary>
/// <remarks>
/// Offsets ascend but need not follow one another: transaction markers and compaction leave gaps. Only a settled prefix
/// of what was received may be committed, so an offset never passes an upload that has no verdict.
/// </remarks>
internal sealed class PartitionLedger(TopicPartition partition, int epoch)
{
    private readonly LinkedList<Line> _lines = new();
    private readonly Dictionary<long, Line> _byOffset = [];
    private LinkedListNode<Line>? _firstUnsettled;
    private int _settledPrefix;
    private int _handedOver;
    private long _lastReceived = -1;
    private long _end;
    private long _handedOverNext;
    private long _committedNext = -1;
    private long? _start;

    public TopicPartition Partition { get; } = partition;

    public int Epoch { get; } = epoch;

    /// <summary>Received and not yet committed.</summary>
    public int Open => _lines.Count;

    /// <summary>Bytes that the open records and their events keep in memory.</summary>
    public long OpenBytes { get; private set; }

    /// <summary>Timestamp of the oldest open record; null when nothing is open.</summary>
    public DateTimeOffset? Oldest => _lines.First?.Value.RecordedAt;

    /// <summary>
    /// Records that may be handed over now: the settled prefix, unless an earlier part of it is with the committer.
    /// </summary>
    public int ReadyCount => _handedOver > 0 ? 0 : _settledPrefix;

    /// <summary>
    /// The first record that was received, or the end of the log where none was, until the group is known to have come
    /// so far; then null.
    /// </summary>
    public long? UnprovenFrom => (_start ?? _end) is var start && start > _committedNext ? start : null;

    /// <summary>
    /// Nothing is open, and the group stands, or may stand, before the end of the log: behind the last record there are
    /// transaction markers or aborted records, which nobody will ever settle.
    /// </summary>
    public bool IsBehindEnd => _handedOver == 0 && _lines.Count == 0 && _end > _committedNext && _end > _handedOverNext;

    /// <summary>Notes that nothing follows before <paramref name="next"/>.</summary>
    public void End(long next) => _end = Math.Max(_end, next);

    /// <summary>Notes a record.</summary>
    /// <param name="offset">Of the record.</param>
    /// <param name="sizeBytes">What it keeps in memory until it is settled.</param>
    /// <param name="recordedAt">The record's timestamp.</param>
    /// <returns>Null when it was received before: a repeat that must not be scanned twice.</returns>
    public Receipt? Receive(long offset, long sizeBytes = 0, DateTimeOffset recordedAt = default)
    {
        if (offset <= _lastReceived)
        {
            return null;
        }

        _start ??= offset;
        (_lastReceived, _end) = (offset, 0); // The log goes on; its new end will be told.
        var line = new Line(offset, recordedAt) { SizeBytes = sizeBytes };
        _byOffset.Add(offset, line);
        var node = _lines.AddLast(line);
        _firstUnsettled ??= node;
        OpenBytes += sizeBytes;
        return new Receipt(new RecordPosition(Partition, offset), Epoch);
    }

    /// <summary>Notes a record's outcome.</summary>
    /// <returns>False when the receipt is stale or the record has been settled: the outcome is to be dropped.</returns>
    public bool Settle(Receipt receipt, IReadOnlyList<OutboundEvent> events)
    {
        if (receipt.Epoch != Epoch || !_byOffset.TryGetValue(receipt.Position.Offset, out var line)
            || line.Events is not null)
        {
            return false;
        }

        line.Events = events;
        Resize(line);
        while (_firstUnsettled?.Value.Events is not null)
        {
            _settledPrefix++;
            _firstUnsettled = _firstUnsettled.Next;
        }

        return true;
    }

    /// <summary>Puts other events in place of the first ready record's: those were too large to be written.</summary>
    /// <returns>Those.</returns>
    /// <exception cref="InvalidOperationException">Nothing is ready.</exception>
    public IReadOnlyList<OutboundEvent> ReplaceFirst(
        Func<IReadOnlyList<OutboundEvent>, RecordPosition?, IReadOnlyList<OutboundEvent>> replace)
    {
        if (ReadyCount == 0 || _lines.First is not { Value: { Events: { } events } line })
        {
            throw new InvalidOperationException("Nothing is ready.");
        }

        line.Events = replace(events, new RecordPosition(Partition, line.Offset));
        Resize(line);
        return line.Events;
    }

    /// <summary>Hands over at most <paramref name="linesMax"/> lines of the settled prefix, in offset order.</summary>
    /// <param name="linesMax">At least 1.</param>
    /// <param name="events">Receives their events.</param>
    /// <returns>The offset to commit, or null when nothing is ready.</returns>
    /// <exception cref="InvalidOperationException">An earlier batch has no outcome yet.</exception>
    public long? HandOver(int linesMax, ICollection<OutboundEvent> events)
    {
        if (_handedOver > 0)
        {
            throw new InvalidOperationException("The batch handed over before has no outcome yet.");
        }

        if (IsBehindEnd)
        {
            return _handedOverNext = _end;
        }

        long? last = null;
        for (var node = _lines.First; node?.Value.Events is { } ready && _handedOver < linesMax; node = node.Next)
        {
            foreach (var outbound in ready)
            {
                events.Add(outbound);
            }

            _handedOver++;
            last = node.Value.Offset;
        }

        if (last is null)
        {
            return null;
        }

        var isAll = _handedOver == _lines.Count;
        return _handedOverNext = Math.Max(last.Value + 1, isAll ? _end : 0);
    }

    /// <summary>The batch handed over is committed.</summary>
    /// <returns>The lines' count.</returns>
    public int Committed()
    {
        (_committedNext, _handedOverNext) = (Math.Max(_committedNext, _handedOverNext), 0);
        return Drop(_handedOver);
    }

    /// <summary>The batch handed over was not written: its lines are ready again.</summary>
    public void Returned() => (_handedOver, _handedOverNext) = (0, 0);

    /// <summary>
    /// The group stands at <paramref name="next"/>: everything before it is committed, what was received of it and what
    /// is yet to be; the rest is ready again.
    /// </summary>
    /// <returns>How many lines turned out to be committed.</returns>
    public int Reconcile(long next)
    {
        (_committedNext, _handedOverNext) = (Math.Max(_committedNext, next), 0);
        _lastReceived = Math.Max(_lastReceived, next - 1);
        var committed = 0;
        for (var node = _lines.First; node is not null && node.Value.Offset < next; node = node.Next)
        {
            committed++;
        }

        return Drop(committed);
    }

    private int Drop(int count)
    {
        for (var i = 0; i < count && _lines.First is { } first; i++)
        {
            OpenBytes -= first.Value.SizeBytes;
            _byOffset.Remove(first.Value.Offset);
            _lines.RemoveFirst();
        }

        _handedOver = 0;
        RecountPrefix();
        return count;
    }

    private void RecountPrefix()
    {
        _settledPrefix = 0;
        _firstUnsettled = _lines.First;
        while (_firstUnsettled?.Value.Events is not null)
        {
            _settledPrefix++;
            _firstUnsettled = _firstUnsettled.Next;
        }
    }

    private void Resize(Line line)
    {
        var size = line.Events?.Sum(outbound => outbound.SizeBytes) ?? 0;
        OpenBytes += size - line.SizeBytes;
        line.SizeBytes = size;
    }

    private sealed class Line(long offset, DateTimeOffset recordedAt)
    {
        public long Offset { get; } = offset;

        public DateTimeOffset RecordedAt { get; } = recordedAt;

        public IReadOnlyList<OutboundEvent>? Events { get; set; }

        public long SizeBytes { get; set; }
    }
}
