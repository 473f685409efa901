using System.Buffers;

namespace ScanWorker.Replay.Recordings;

/// <summary>Writes a recording. Not thread-safe.</summary>
internal sealed class RecordingWriter : IDisposable
{
    private const int FlushFromBytes = 1 << 18;

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _lines = new(2 * FlushFromBytes);

    /// <param name="stream">Disposed with the writer.</param>
    public RecordingWriter(Stream stream) => _stream = stream;

    /// <summary>A new file; one that is there already is written over.</summary>
    public static RecordingWriter Create(string path) =>
        new(new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read));

    public void Write(RecordedRecord record)
    {
        RecordingLine.Write(_lines, record);
        FlushIfFull();
    }

    /// <param name="line">Of a record, with its line feed.</param>
    public void WriteLine(ReadOnlySpan<byte> line)
    {
        _lines.Write(line);
        FlushIfFull();
    }

    private void FlushIfFull()
    {
        if (_lines.WrittenCount >= FlushFromBytes)
        {
            Flush();
        }
    }

    /// <summary>Hands on whatever lines there are, whole.</summary>
    public void Flush()
    {
        _stream.Write(_lines.WrittenSpan);
        _lines.ResetWrittenCount();
        _stream.Flush();
    }

    public void Dispose()
    {
        Flush();
        _stream.Dispose();
    }
}
