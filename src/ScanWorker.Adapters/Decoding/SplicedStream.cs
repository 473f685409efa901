namespace ScanWorker.Adapters.Decoding;

/// <summary>Pieces of memory as one stream, without copying them. A read after the deadline throws: that ends
/// decoders which look at no token but need more bytes.</summary>
internal sealed class SplicedStream : Stream
{
    private readonly ReadOnlyMemory<byte>[] _pieces;
    private readonly long[] _ends;
    private readonly CancellationToken _deadline;
    private long _position;
    private int _piece;

    public SplicedStream(IReadOnlyList<ReadOnlyMemory<byte>> pieces, CancellationToken deadline)
    {
        _pieces = [.. pieces.Where(piece => !piece.IsEmpty)];
        _ends = new long[_pieces.Length];
        _deadline = deadline;
        var length = 0L;
        for (var i = 0; i < _pieces.Length; i++)
        {
            _ends[i] = length += _pieces[i].Length;
        }

        Length = length;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    /// <exception cref="OperationCanceledException">The deadline was reached.</exception>
    public override int Read(Span<byte> buffer)
    {
        _deadline.ThrowIfCancellationRequested();
        var written = 0;
        while (written < buffer.Length && _position < Length)
        {
            while (_position >= _ends[_piece])
            {
                _piece++;
            }

            var rest = _pieces[_piece].Span[^(int)(_ends[_piece] - _position)..];
            var count = Math.Min(rest.Length, buffer.Length - written);
            rest[..count].CopyTo(buffer[written..]);
            written += count;
            _position += count;
        }

        return written;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin)
    {
        var target = offset + origin switch
        {
            SeekOrigin.Current => _position,
            SeekOrigin.End => Length,
            _ => 0,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(target, nameof(offset));
        if (target < _position)
        {
            var found = Array.BinarySearch(_ends, target + 1);
            _piece = found < 0 ? ~found : found;
        }

        return _position = target;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
