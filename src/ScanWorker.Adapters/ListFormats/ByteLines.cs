using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>The lines of a stream as bytes, without their ends: LF, CR LF, or CR alone. Holds one at a time.</summary>
internal sealed class ByteLines(Stream list, int lineBytesMax)
{
    private const byte Substitute = 0x1A; // Ctrl-Z, which old tools write at the end.
    private bool _isAfterReturn;

    /// <param name="number">Counted from 1.</param>
    /// <param name="line">Only lent.</param>
    public delegate void Taker(long number, ReadOnlySpan<byte> line);

    /// <summary>How many lines there were so far.</summary>
    public long Count { get; private set; }

    /// <summary>The line that is being taken is the last, and has no end: it may be cut off.</summary>
    public bool IsOpenEnded { get; private set; }

    /// <exception cref="InvalidDataException">A line is longer than allowed, or holds a zero: this is not a list of
    /// lines.</exception>
    public void ReadAll(Taker take)
    {
        var buffer = new byte[1 << 17];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length >= lineBytesMax)
                {
                    throw new InvalidDataException($"Line {Count + 1} is longer than {lineBytesMax >> 20} MiB.");
                }

                Array.Resize(ref buffer, length * 2);
            }

            var read = list.Read(buffer, length, buffer.Length - length);
            var rest = TakeLines(buffer.AsSpan(0, length + read), searched: length, take);
            if (read == 0)
            {
                TakeLast(rest.TrimEnd(Substitute), take);
                return;
            }

            if (rest.Length < length + read)
            {
                rest.CopyTo(buffer);
            }

            length = rest.Length;
        }
    }

    /// <summary>
    /// Hands a line that cannot be taken to the quarantine, unless it shows that the list is cut off.
    /// </summary>
    /// <exception cref="InvalidDataException">It is the last line, and has no end.</exception>
    public void Reject(IListSink sink, Reject reject)
    {
        if (IsOpenEnded)
        {
            throw new InvalidDataException(
                $"Line {reject.Line} is the last, has no line end and cannot be read: the list is cut off.");
        }

        sink.Reject(reject);
    }

    // The first bytes have been searched already: a long line may come in any number of pieces.
    private Span<byte> TakeLines(Span<byte> rest, int searched, Taker take)
    {
        while (true)
        {
            if (_isAfterReturn && !rest.IsEmpty)
            {
                _isAfterReturn = false;
                rest = rest[0] == '\n' ? rest[1..] : rest;
            }

            var end = rest[searched..].IndexOfAny((byte)'\n', (byte)'\r');
            if (end < 0)
            {
                return rest;
            }

            (end, searched) = (end + searched, 0);
            _isAfterReturn = rest[end] == '\r';
            Take(rest[..end], take);
            rest = rest[(end + 1)..];
        }
    }

    private void TakeLast(ReadOnlySpan<byte> line, Taker take)
    {
        if (!line.IsEmpty)
        {
            IsOpenEnded = true;
            Take(line, take);
        }
    }

    private void Take(ReadOnlySpan<byte> line, Taker take)
    {
        Count++;
        if (line.Contains((byte)0))
        {
            throw new InvalidDataException(
                $"Line {Count} holds a zero byte: the list is damaged, or is no text that can be read.");
        }

        take(Count, line is [Substitute] ? [] : line);
    }
}
