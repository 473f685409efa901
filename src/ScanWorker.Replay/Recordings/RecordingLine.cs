using System.Buffers;
using System.Text;
using System.Text.Unicode;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Replay.Recordings;

/// <summary>One line of a recording, as <c>kcat -C -J</c> prints it.</summary>
/// <remarks>
/// Beside a key, payload or header value that is no UTF-8 stands a member of ours with the same bytes in base64, for
/// tools that read nothing but valid JSON: <c>keyBase64</c>, <c>payloadBase64</c>, <c>headersBase64</c>. It wins where
/// the two differ only by what a tool put in for the bytes it could not read (U+FFFD).
/// </remarks>
internal static class RecordingLine
{
    /// <summary>Appends the line with its line feed.</summary>
    public static void Write(IBufferWriter<byte> destination, RecordedRecord recorded)
    {
        var record = recorded.Record;
        var position = record.Position;
        destination.Write("{\"topic\":"u8);
        KcatText.Write(destination, Encoding.UTF8.GetBytes(position.TopicPartition.Topic));
        WriteNumber(destination, ",\"partition\":"u8, position.TopicPartition.Partition);
        WriteNumber(destination, ",\"offset\":"u8, position.Offset);
        destination.Write(",\"tstype\":\""u8);
        destination.Write(NameOf(recorded.Timestamps));
        WriteNumber(destination, "\",\"ts\":"u8, record.Timestamp.ToUnixTimeMilliseconds());
        WriteHeaders(destination, record.Headers);
        WriteBytes(destination, ",\"key"u8, record.Key);
        WriteBytes(destination, ",\"payload"u8, record.Value);
        destination.Write("}\n"u8);
    }

    internal static bool IsText(byte[]? bytes) => bytes is null || Utf8.IsValid(bytes);

    internal static ReadOnlySpan<byte> NameOf(TimestampKind kind) => kind switch
    {
        TimestampKind.Create => "create"u8,
        TimestampKind.LogAppend => "logappend"u8,
        _ => "unknown"u8,
    };

    private static void WriteHeaders(IBufferWriter<byte> destination, IReadOnlyList<RecordHeader> headers)
    {
        if (headers.Count == 0)
        {
            return;
        }

        WriteHeaders(destination, ",\"headers\":["u8, headers, static (to, value) => KcatText.Write(to, value));
        if (!headers.All(header => IsText(header.Value)))
        {
            WriteHeaders(destination, ",\"headersBase64\":["u8, headers, WriteBase64);
        }
    }

    private static void WriteHeaders(
        IBufferWriter<byte> destination, ReadOnlySpan<byte> opening, IReadOnlyList<RecordHeader> headers,
        Action<IBufferWriter<byte>, byte[]> write)
    {
        destination.Write(opening);
        for (var i = 0; i < headers.Count; i++)
        {
            destination.Write(i == 0 ? ""u8 : ","u8);
            KcatText.Write(destination, Encoding.UTF8.GetBytes(headers[i].Name));
            destination.Write(","u8);
            if (headers[i].Value is { } value)
            {
                write(destination, value);
            }
            else
            {
                destination.Write("null"u8);
            }
        }

        destination.Write("]"u8);
    }

    private static void WriteBytes(IBufferWriter<byte> destination, ReadOnlySpan<byte> member, byte[]? bytes)
    {
        destination.Write(member);
        destination.Write("\":"u8);
        if (bytes is null)
        {
            destination.Write("null"u8);
            return;
        }

        KcatText.Write(destination, bytes);
        if (!IsText(bytes))
        {
            destination.Write(member);
            destination.Write("Base64\":"u8);
            WriteBase64(destination, bytes);
        }
    }

    private static void WriteBase64(IBufferWriter<byte> destination, byte[] bytes)
    {
        destination.Write("\""u8);
        destination.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)));
        destination.Write("\""u8);
    }

    private static void WriteNumber(IBufferWriter<byte> destination, ReadOnlySpan<byte> member, long number)
    {
        destination.Write(member);
        var digits = destination.GetSpan(20);
        _ = number.TryFormat(digits, out var written, default, System.Globalization.CultureInfo.InvariantCulture);
        destination.Advance(written);
    }
}
