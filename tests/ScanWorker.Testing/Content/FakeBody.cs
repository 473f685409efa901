namespace ScanWorker.Testing.Content;

/// <summary>A body that arrives in pieces of a thousand bytes, and may stall.</summary>
/// <param name="content">All of it.</param>
/// <param name="stallAfterBytes">After so many bytes nothing comes any more; null for never.</param>
internal sealed class FakeBody(byte[] content, int? stallAfterBytes = null) : Stream
{
    private const int PieceBytes = 1000;

    private int _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_position >= stallAfterBytes)
        {
            await new TaskCompletionSource().Task.WaitAsync(cancellationToken);
        }

        var count = Math.Min(Math.Min(buffer.Length, PieceBytes), content.Length - _position);
        content.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
