using System.IO.Compression;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// A list as a stream that can be looked at before it is read: unpacked if it is gzip, without a byte order mark.
/// </summary>
internal sealed class ListFile : Stream
{
    private const int StartBytesMax = 1 << 16;
    private readonly Stream _source;
    private readonly Action<long>? _progress;
    private readonly byte[] _start;
    private int _startRead;

    private ListFile(Stream source, byte[] start, Action<long>? progress) =>
        (_source, _start, _progress) = (source, start, progress);

    /// <summary>The first bytes, at most 64 KiB.</summary>
    public ReadOnlySpan<byte> Start => _start;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <param name="raw">The list as it is; it is disposed of with this.</param>
    /// <param name="progress">Told how many bytes of <paramref name="raw"/> have been read, where it can tell.</param>
    public static ListFile Open(Stream raw, Action<long>? progress)
    {
        var start = ReadStart(raw);
        Stream whole = new ListFile(raw, start, progress);
        if (start is [0x1F, 0x8B, ..])
        {
            whole = new GZipStream(whole, CompressionMode.Decompress);
            start = ReadStart(whole);
        }
        else
        {
            whole = raw;
        }

        return new ListFile(whole, start is [0xEF, 0xBB, 0xBF, ..] ? start[3..] : start, progress);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_startRead < _start.Length)
        {
            var part = _start.AsSpan(_startRead, Math.Min(buffer.Length, _start.Length - _startRead));
            part.CopyTo(buffer);
            _startRead += part.Length;
            return part.Length;
        }

        var read = _source.Read(buffer);
        if (_source.CanSeek)
        {
            _progress?.Invoke(_source.Position);
        }

        return read;
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] ReadStart(Stream stream)
    {
        var start = new byte[StartBytesMax];
        return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }
}
