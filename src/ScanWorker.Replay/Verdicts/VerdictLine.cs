using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Verdicts;

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
        var cursor = new SkimCursor(line);
        if (!cursor.Passes("{\"topic\":\""u8) || !cursor.PassesText() || !cursor.Passes("\",\"partition\":"u8)
            || !cursor.TryReadNumber(out var partition) || partition > int.MaxValue
            || !cursor.Passes(",\"offset\":"u8) || !cursor.TryReadNumber(out var offset)
            || !cursor.Passes(",\"tstype\":\""u8) || !cursor.PassesText()
            || !cursor.Passes("\",\"ts\":"u8) || !cursor.TryReadNumber(out var milliseconds))
        {
            return false;
        }

        // Inside of a string these bytes cannot stand: a quote there has a backslash before it.
        var at = cursor.Rest.IndexOf(",\"payload\":\""u8);
        if (at < 0 || !line.EndsWith("\"}"u8))
        {
            return false;
        }

        verdict = new VerdictLine((int)partition, offset, milliseconds, cursor.Rest[(at + 12)..]);
        return true;
    }
}
