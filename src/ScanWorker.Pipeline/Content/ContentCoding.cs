namespace ScanWorker.Pipeline.Content;

/// <summary>How a store keeps a body packed. What a viewer sees is what comes out of it.</summary>
/// <param name="Unpack">Makes a stream of the unpacked bytes that owns the packed one. Throws
/// <see cref="NotSupportedException"/> for a coding that viewers know and we do not.</param>
/// <param name="RatioMax">Unpacked bytes to one packed byte; what unpacks to more is too large.</param>
public sealed record ContentCoding(Func<Stream, Stream> Unpack, int RatioMax);

/// <summary>A body that is read forward and asynchronously, and nothing else.</summary>
internal abstract class ReadOnlyBody : ForwardStream
{
    public abstract override ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default);

    public sealed override Task<int> ReadAsync(
        byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}

/// <summary>Bytes in memory as a body, after which another body may follow.</summary>
internal sealed class MemoryBody(ReadOnlyMemory<byte> bytes, Stream? rest = null) : ReadOnlyBody
{
    private ReadOnlyMemory<byte> _left = bytes;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_left.IsEmpty && rest is not null)
        {
            return rest.ReadAsync(buffer, cancellationToken);
        }

        var read = Math.Min(buffer.Length, _left.Length);
        _left[..read].CopyTo(buffer);
        _left = _left[read..];
        return new ValueTask<int>(read);
    }
}
