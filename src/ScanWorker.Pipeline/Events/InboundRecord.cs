using System.Text;

namespace ScanWorker.Pipeline.Events;

/// <summary>One record as it was read: nothing of it is trusted yet.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Timestamp">The broker's or the producer's.</param>
/// <param name="Key">As it was read, or null.</param>
/// <param name="Value">As it was read, or null.</param>
/// <param name="Headers">In order; a name may repeat.</param>
public sealed record InboundRecord(
    RecordPosition Position, DateTimeOffset Timestamp, byte[]? Key, byte[]? Value, IReadOnlyList<RecordHeader> Headers)
{
    /// <summary>Bytes that it keeps in memory.</summary>
    public long SizeBytes => (Key?.Length ?? 0) + (Value?.Length ?? 0)
        + Headers.Sum(header => header.Name.Length + (header.Value?.Length ?? 0L));

    /// <summary>The last header of that name, as text; null when there is none.</summary>
    public string? Header(string name)
    {
        for (var i = Headers.Count - 1; i >= 0; i--)
        {
            if (string.Equals(Headers[i].Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return Headers[i].Value is { } value ? System.Text.Encoding.UTF8.GetString(value) : null;
            }
        }

        return null;
    }

    public override string ToString() => $"record {Position}";
}

/// <summary>A Kafka header.</summary>
public readonly record struct RecordHeader(string Name, byte[]? Value)
{
    public static RecordHeader Of(string name, string text) => new(name, Encoding.UTF8.GetBytes(text));

    public override string ToString() => Name;
}

/// <summary>Where a record stands.</summary>
public readonly record struct RecordPosition(TopicPartition TopicPartition, long Offset)
{
    public override string ToString() => $"{TopicPartition}@{Offset}";
}

/// <summary>One partition of a topic.</summary>
public readonly record struct TopicPartition(string Topic, int Partition)
{
    public override string ToString() => $"{Topic}[{Partition}]";
}
