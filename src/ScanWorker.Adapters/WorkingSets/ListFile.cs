using System.Text;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// A list as a stream that can be looked at before it is read: unpacked if it is gzip, as UTF-8, without a byte order
/// mark.
/// </summary>
internal sealed class ListFile : ForwardStream
{
    private const int StartBytesMax = 1 << 16;
    private readonly Stream _source;
    private readonly Action<long>? _progress;
    private readonly byte[] _start;
    private int _startRead;

    private ListFile(Stream source, byte[] start, Action<long>? progress) =>
        (_source, _start, _progress) = (source, start, progress);

    /// <summary>The first bytes, at most 64 KiB, as UTF-8.</summary>
    public ReadOnlySpan<byte> Start => Shown ?? _start;

    private byte[]? Shown { get; init; }

    /// <param name="raw">The list as it is; it is disposed of with this.</param>
    /// <param name="progress">Told how many bytes of <paramref name="raw"/> have been read, where it can tell.</param>
    /// <exception cref="InvalidDataException">It is gzip, and damaged or cut off.</exception>
    public static ListFile Open(Stream raw, Action<long>? progress)
    {
        var start = ReadStart(raw);
        var whole = raw;
        if (start is [0x1F, 0x8B, ..])
        {
            whole = new GzipMembers(new ListFile(raw, start, progress));
            start = ReadStart(whole);
        }

        if (ListEncoding.Of(start) is not { } encoding)
        {
            return new ListFile(whole, WithoutMark(start), progress);
        }

        var shown = WithoutMark(ShownAs(start, encoding));
        if (shown.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'<', ..])
        {
            return new ListFile(whole, start, progress) { Shown = shown }; // XML says its own encoding.
        }

        whole = ListEncoding.ToUtf8(new ListFile(whole, start, progress), encoding);
        return new ListFile(whole, WithoutMark(ReadStart(whole)), progress);
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

        var read = ReadSource(buffer);
        if (_source.CanSeek)
        {
            _progress?.Invoke(_source.Position);
        }

        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }

    // Transcoding throws what decoders throw.
    private int ReadSource(Span<byte> buffer)
    {
        try
        {
            return _source.Read(buffer);
        }
        catch (DecoderFallbackException problem)
        {
            throw ListEncoding.Broken(problem);
        }
    }

    private static byte[] WithoutMark(byte[] start) => start is [0xEF, 0xBB, 0xBF, ..] ? start[3..] : start;

    private static byte[] ShownAs(byte[] start, Encoding encoding)
    {
        try
        {
            return ListEncoding.ToUtf8(start, encoding);
        }
        catch (DecoderFallbackException problem)
        {
            throw ListEncoding.Broken(problem);
        }
    }

    private static byte[] ReadStart(Stream stream)
    {
        var start = new byte[StartBytesMax];
        try
        {
            return start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (DecoderFallbackException problem)
        {
            throw ListEncoding.Broken(problem);
        }
    }
}
