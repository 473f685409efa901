namespace ScanWorker.Adapters.Tests.WorkingSets;

/// <summary>A stream on a disk that has room for so many bytes.</summary>
internal sealed class FullDiskStream(Stream stream, long bytesLeft) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => stream.Length;

    public override long Position
    {
        get => stream.Position;
        set => stream.Position = value;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var fitting = buffer[..(int)Math.Min(buffer.Length, bytesLeft)];
        stream.Write(fitting);
        bytesLeft -= fitting.Length;
        if (fitting.Length < buffer.Length)
        {
            throw new IOException("No space left on device");
        }
    }

    public override void Flush() => stream.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => stream.Seek(offset, origin);

    public override void SetLength(long value) => stream.SetLength(value);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
