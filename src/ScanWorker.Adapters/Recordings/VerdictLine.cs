using System.Buffers.Text;

namespace ScanWorker.Adapters.Recordings;

/// <summary>
/// Takes a line of a recording apart without reading all of it: its position, time, and where its payload begins. Knows
/// the one layout that kcat and we write; another is left to <see cref="RecordingParser"/>.
/// </summary>
internal readonly ref struct VerdictLine
{
    private VerdictLine(int partition, long offset, long milliseconds, ReadOnlySpan<byte> payload)
    {
        (Partition, Offset, Milliseconds) = (partition, offset, milliseconds);
        Payload = payload;
    }

    public int Partition { get; }

    public long Offset { get; }

    /// <summary>Of its timestamp, since 1970.</summary>
    public long Milliseconds { get; }

    /// <summary>Its JSON, every quote with a backslash before it, and what follows it on the line.</summary>
    public ReadOnlySpan<byte> Payload { get; }

    public static bool TryRead(ReadOnlySpan<byte> line, out VerdictLine verdict)
    {
        verdict = default;
        var rest = line;
        if (!Passes(ref rest, "{\"topic\":\""u8) || !PassesText(ref rest) || !Passes(ref rest, "\",\"partition\":"u8)
            || !TryReadNumber(ref rest, out var partition) || partition > int.MaxValue
            || !Passes(ref rest, ",\"offset\":"u8) || !TryReadNumber(ref rest, out var offset)
            || !Passes(ref rest, ",\"tstype\":\""u8) || !PassesText(ref rest)
            || !Passes(ref rest, "\",\"ts\":"u8) || !TryReadNumber(ref rest, out var milliseconds))
        {
            return false;
        }

        // Inside of a string these bytes cannot stand: a quote there has a backslash before it.
        var at = rest.IndexOf(",\"payload\":\""u8);
        if (at < 0 || !line.EndsWith("\"}"u8))
        {
            return false;
        }

        verdict = new VerdictLine((int)partition, offset, milliseconds, rest[(at + 12)..]);
        return true;
    }

    private static bool Passes(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> token)
    {
        if (!rest.StartsWith(token))
        {
            return false;
        }

        rest = rest[token.Length..];
        return true;
    }

    private static bool PassesText(ref ReadOnlySpan<byte> rest)
    {
        var end = rest.IndexOfAny((byte)'"', (byte)'\\');
        if (end < 0)
        {
            return false;
        }

        rest = rest[end..];
        return true;
    }

    private static bool TryReadNumber(ref ReadOnlySpan<byte> rest, out long number)
    {
        if (!Utf8Parser.TryParse(rest, out number, out int length) || number < 0)
        {
            return false;
        }

        rest = rest[length..];
        return true;
    }
}
