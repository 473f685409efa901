using System.Buffers;
using ScanWorker.Hashing.Digests;

namespace ScanWorker.Pipeline.Content;

/// <summary>The bytes of one upload in pooled memory, with their digests. Dispose it once: the memory is cleared and
/// returned.</summary>
public sealed class FetchedContent : IDisposable
{
    private readonly IMemoryOwner<byte> _owner;
    private readonly IDisposable? _reservation;
    private readonly int _length;
    private bool _disposed;

    /// <param name="owner">The memory, owned from now on. Must clear itself when disposed, as
    /// <see cref="BlockPool"/>'s does.</param>
    /// <param name="length">How many of its bytes are content.</param>
    /// <param name="digests">Of those bytes.</param>
    /// <param name="reservation">A share of a memory budget to give back, or null.</param>
    public FetchedContent(IMemoryOwner<byte> owner, int length, ContentDigests digests, IDisposable? reservation = null)
    {
        (_owner, _length, Digests, _reservation) = (owner, length, digests, reservation);
    }

    public ContentDigests Digests { get; }

    /// <exception cref="ObjectDisposedException">The content has been given back.</exception>
    public ReadOnlyMemory<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _owner.Memory[.._length];
        }
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
