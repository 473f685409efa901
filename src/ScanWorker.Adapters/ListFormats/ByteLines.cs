namespace ScanWorker.Adapters.ListFormats;

/// <summary>The lines of a stream as bytes, without their ends. Holds one at a time.</summary>
internal sealed class ByteLines(Stream list, int lineBytesMax)
{
    /// <param name="number">Counted from 1.</param>
    /// <param name="line">Only lent.</param>
    public delegate void Taker(long number, ReadOnlySpan<byte> line);

    /// <exception cref="InvalidDataException">A line is longer than allowed: this is not a list of lines.</exception>
    public void ReadAll(Taker take)
    {
        var buffer = new byte[1 << 17];
        var (length, number) = (0, 0L);
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length >= lineBytesMax)
                {
                    throw new InvalidDataException($"Line {number + 1} is longer than {lineBytesMax >> 20} MiB.");
                }

                Array.Resize(ref buffer, length * 2);
            }

            var read = list.Read(buffer, length, buffer.Length - length);
            var rest = buffer.AsSpan(0, length + read);
            if (read == 0)
            {
                if (!rest.IsEmpty)
                {
                    take(++number, TrimEnd(rest));
                }

                return;
            }

            for (var end = rest.IndexOf((byte)'\n'); end >= 0; end = rest.IndexOf((byte)'\n'))
            {
                take(++number, TrimEnd(rest[..end]));
                rest = rest[(end + 1)..];
            }

            rest.CopyTo(buffer);
            length = rest.Length;
        }
    }

    private static ReadOnlySpan<byte> TrimEnd(ReadOnlySpan<byte> line) =>
        line is [.. var start, (byte)'\r'] ? start : line;
}
