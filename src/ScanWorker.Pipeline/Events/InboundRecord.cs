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
