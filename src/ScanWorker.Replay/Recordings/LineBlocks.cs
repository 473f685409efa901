namespace ScanWorker.Replay.Recordings;

/// <summary>
/// Cuts a stream of lines into blocks of whole lines, without ever holding more than one line beyond a block.
/// </summary>
internal static class LineBlocks
{
    public const int BlockBytes = 1 << 20;

    /// <summary>Longest line: a record of 10 MiB, every byte of it escaped.</summary>
    public const int LineBytesMax = 64 << 20;

    /// <param name="stream">Read to its end, once.</param>
    /// <param name="blockBytes">About so long a block is.</param>
    /// <param name="lineBytesMax">A longer line is passed over.</param>
    public static IEnumerable<LineBlock> Read(
        Stream stream, int blockBytes = BlockBytes, int lineBytesMax = LineBytesMax)
    {
        var (buffer, held, line, start) = (new byte[blockBytes], 0, 1L, 0L);
        while (true)
        {
            var read = stream.Read(buffer, held, buffer.Length - held);
            held += read;
            var whole = buffer.AsSpan(0, held).LastIndexOf((byte)'\n') + 1;
            if (read == 0 && held > whole)
            {
                whole = held;
            }

            if (whole > 0)
            {
                var block = buffer.AsMemory(0, whole);
                yield return new LineBlock(line, start, block, IsTooLong: false);
                line += block.Span.Count((byte)'\n');
                start += whole;
                buffer.AsSpan(whole, held - whole).CopyTo(buffer);
                held -= whole;
            }
            else if (held > lineBytesMax)
            {
                yield return new LineBlock(line++, start, buffer.AsMemory(0, held), IsTooLong: true);
                start += held + PassOver(stream, buffer, out held);
            }
            else if (held == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min((long)buffer.Length * 2, lineBytesMax + 1L));
            }

            if (read == 0)
            {
                yield break;
            }
        }
    }

    // Reads on to the end of the line. What lies behind it stays, at the beginning of the buffer.
    private static long PassOver(Stream stream, byte[] buffer, out int held)
    {
        var passed = 0L;
        while (stream.Read(buffer) is > 0 and var read)
        {
            if (buffer.AsSpan(0, read).IndexOf((byte)'\n') is >= 0 and var end)
            {
                buffer.AsSpan(end + 1, read - end - 1).CopyTo(buffer);
                held = read - end - 1;
                return passed + end + 1;
            }

            passed += read;
        }

        held = 0;
        return passed;
    }
}

/// <summary>Some whole lines of a file, one after the other.</summary>
/// <param name="FirstLine">Number of the first, from 1.</param>
/// <param name="Start">Where it begins in the file, in bytes.</param>
/// <param name="Bytes">With their line feeds; the file's last line may have none. Valid until the next block is asked
/// for.</param>
/// <param name="IsTooLong">The block is the beginning of one line that is longer than lines may be; the rest was passed
/// over.</param>
internal readonly record struct LineBlock(long FirstLine, long Start, ReadOnlyMemory<byte> Bytes, bool IsTooLong)
{
    /// <summary>Its lines without their line feeds, numbered from <see cref="FirstLine"/>.</summary>
    public IEnumerable<(long Number, ReadOnlyMemory<byte> Text)> Lines()
    {
        var (number, rest) = (FirstLine, Bytes);
        while (!rest.IsEmpty)
        {
            var end = rest.Span.IndexOf((byte)'\n');
            yield return (number++, end < 0 ? rest : rest[..end]);
            rest = end < 0 ? default : rest[(end + 1)..];
        }
    }

    public override string ToString() => $"block at line {FirstLine}";
}
