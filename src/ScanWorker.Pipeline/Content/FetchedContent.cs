using System.Buffers;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;

namespace ScanWorker.Pipeline.Content;

/// <summary>The bytes of one upload in pooled memory. For one caller at a time. Dispose it once: the memory is cleared
/// and returned.</summary>
public sealed class FetchedContent : IDisposable
{
    private readonly IMemoryOwner<byte> _owner;
    private IDisposable? _reservation;
    private readonly int _length;
    private ContentDigests? _digests;
    private bool _disposed;

    /// <param name="owner">The memory, owned from now on. Must clear itself when disposed, as
    /// <see cref="BlockPool"/>'s does.</param>
    /// <param name="length">How many of its bytes are content.</param>
    /// <param name="sha256">Of those bytes.</param>
    /// <param name="reservation">A share of a memory budget to give back, or null.</param>
    public FetchedContent(IMemoryOwner<byte> owner, int length, Hash256 sha256, IDisposable? reservation = null)
    {
        (_owner, _length, Sha256, _reservation) = (owner, length, sha256, reservation);
    }

    /// <summary>Of <see cref="Bytes"/>: by it alone bytes that were seen before are known.</summary>
    public Hash256 Sha256 { get; }

    /// <summary>Whether <see cref="Digests"/> is to hold SHA-512 too.</summary>
    public bool TakesSha512 { get; init; }

    /// <summary>Of <see cref="Bytes"/>; all but SHA-256 are computed when they are first asked for.</summary>
    /// <exception cref="ObjectDisposedException">The content has been given back.</exception>
    public ContentDigests Digests => _digests ??= ContentDigester.Compute(Bytes.Span, Sha256) with
    {
        Sha512 = TakesSha512 ? ContentDigester.Sha512Of(Bytes.Span) : null,
    };

    /// <summary>The body as the store keeps it packed; null where it keeps these bytes.</summary>
    public PackedBody? Packed { get; init; }

    /// <summary>Why the body could not be unpacked, so that these are the packed bytes; null where it could, or
    /// needed not.</summary>
    public UnscannableReason? PackingObstacle { get; internal set; }

    /// <exception cref="ObjectDisposedException">The content has been given back.</exception>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _owner.Memory[.._length];
        }
    }

    /// <summary>Gives the reservation on to the content that takes this one's place.</summary>
    internal IDisposable? TakeReservation()
    {
        var taken = _reservation;
        _reservation = null;
        return taken;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _owner.Dispose();
            _reservation?.Dispose();
        }
    }
}

/// <summary>What is known of a body that was packed: lists may carry the digests of either form.</summary>
public sealed record PackedBody(long Length, ContentDigests Digests);
