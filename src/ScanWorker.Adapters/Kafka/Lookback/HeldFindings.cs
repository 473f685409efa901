using ScanWorker.Replay.Lookback;

namespace ScanWorker.Adapters.Kafka.Lookback;

/// <summary>
/// Findings of one partition that wait until all of it is read: what was decided anew stands behind what it supersedes.
/// Takes no more memory than it may. Not thread-safe.
/// </summary>
/// <param name="bytesMax">How much the events of held findings may take.</param>
internal sealed class HeldFindings(long bytesMax)
{
    private readonly Queue<LookedUpload> _held = [];
    private long _bytes;

    /// <summary>There is no room: records are only read for late verdicts, from this one on.</summary>
    public long? Left { get; private set; }

    /// <summary>In the order of the partition.</summary>
    public IReadOnlyCollection<LookedUpload> All => _held;

    /// <returns>Whether a finding at this offset could be held; if not, it is left, and all behind it.</returns>
    public bool HasRoomAt(long offset)
    {
        if (Left is null && _bytes >= bytesMax)
        {
            Left = offset;
        }

        return Left is null;
    }

    public void Add(LookedUpload looked)
    {
        _bytes += looked.Finding.SizeBytes;
        _held.Enqueue(looked);
    }

    /// <summary>Up to where the partition owes nothing that is not emitted yet.</summary>
    /// <param name="read">The offset up to which it was looked.</param>
    public long Settled(long read) => _held.TryPeek(out var first) ? first.Offset : Left ?? read;
}

/// <summary>A finding, and the offset of its upload's verdict.</summary>
internal sealed record LookedUpload(long Offset, LookbackFinding Finding);
