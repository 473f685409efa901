using CsCheck;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Tests.Recordings;

/// <summary>Records of any content: text, bytes that are no text, nothing.</summary>
internal static class Records
{
    private static readonly Gen<byte[]?> Bytes = Gen.OneOf(
        Gen.Const((byte[]?)null),
        Gen.Byte.Array[0, 40].Select(bytes => (byte[]?)bytes),
        Gen.String[0, 20].Select(text => (byte[]?)System.Text.Encoding.UTF8.GetBytes(text)));

    private static readonly Gen<RecordHeader> Header =
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 1, 5], Bytes, (name, value) => new RecordHeader(name, value));

    public static readonly Gen<RecordedRecord> Any = Gen.Select(
        Gen.Int[0, 3], Gen.Long[0, long.MaxValue], Gen.Long[0, 253_402_300_799_999], Bytes, Bytes, Header.Array[0, 4],
        Gen.Enum<TimestampKind>(),
        (partition, offset, milliseconds, key, value, headers, kind) => new RecordedRecord(
            new InboundRecord(
                new RecordPosition(new TopicPartition("töpic", partition), offset),
                DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), key, value, headers),
            kind));

    public static RecordedRecord At(long offset, string? value = "{}", int partition = 0, string topic = "uploads") =>
        new(
        new InboundRecord(
            new RecordPosition(new TopicPartition(topic, partition), offset),
            DateTimeOffset.UnixEpoch.AddSeconds(offset), null,
            value is null ? null : System.Text.Encoding.UTF8.GetBytes(value), []),
        TimestampKind.Create);

    public static bool AreEqual(RecordedRecord left, RecordedRecord right) =>
        left.Record.Position == right.Record.Position && left.Record.Timestamp == right.Record.Timestamp
            && left.Timestamps == right.Timestamps
        && AreEqual(left.Record.Key, right.Record.Key) && AreEqual(left.Record.Value, right.Record.Value)
        && left.Record.Headers.Count == right.Record.Headers.Count
        && left.Record.Headers.Zip(right.Record.Headers).All(pair =>
            pair.First.Name == pair.Second.Name && AreEqual(pair.First.Value, pair.Second.Value));

    private static bool AreEqual(byte[]? left, byte[]? right) =>
        left is null ? right is null : right is not null && left.AsSpan().SequenceEqual(right);
}
