using ScanWorker.Pipeline.Events;

namespace ScanWorker.Testing.Records;

/// <summary>A record as bytes, so that a fuzzer's input is one.</summary>
internal static class RecordBytes
{
    public static byte[] Write(InboundRecord record, int limitBytes)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(limitBytes);
        writer.Write(record.Position.Offset);
        writer.Write(record.Timestamp.Ticks);
        Write(writer, record.Key);
        Write(writer, record.Value);
        writer.Write(record.Headers.Count);
        foreach (var header in record.Headers)
        {
            writer.Write(header.Name);
            Write(writer, header.Value);
        }

        writer.Flush();
        return stream.ToArray();
    }

    public static (InboundRecord Record, int LimitBytes) Read(ReadOnlyMemory<byte> bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray()));
        var limit = reader.ReadInt32();
        var position = new RecordPosition(new TopicPartition("uploads", 0), reader.ReadInt64());
        var timestamp = new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero);
        var (key, value) = (ReadBytes(reader), ReadBytes(reader));
        var headers = new RecordHeader[reader.ReadInt32()];
        for (var i = 0; i < headers.Length; i++)
        {
            headers[i] = new RecordHeader(reader.ReadString(), ReadBytes(reader));
        }

        return (new InboundRecord(position, timestamp, key, value, headers), limit);
    }

    private static void Write(BinaryWriter writer, byte[]? bytes)
    {
        writer.Write(bytes?.Length ?? -1);
        writer.Write(bytes ?? []);
    }

    private static byte[]? ReadBytes(BinaryReader reader) =>
        reader.ReadInt32() is >= 0 and var length ? reader.ReadBytes(length) : null;
}
