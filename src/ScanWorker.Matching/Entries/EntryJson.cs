using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Entries;

/// <summary>
/// The interchange form of entries: one JSON object a line, exact both ways. <c>docs/list-formats.md</c> shows it.
/// </summary>
public static class EntryJson
{
    /// <summary>Appends one entry and a line feed.</summary>
    public static void WriteLine(IBufferWriter<byte> destination, Entry entry) =>
        Write(destination, EntryLine.Of(entry));

    /// <summary>Appends one tombstone and a line feed.</summary>
    public static void WriteWithdrawal(IBufferWriter<byte> destination, EntryKey key) =>
        Write(destination, new EntryLine(key.Bank, key.Source, key.EntryId) { Withdrawn = true });

    /// <summary>Appends the tombstone of an entry that a person withdrew, and a line feed.</summary>
    public static void WriteHeldBack(IBufferWriter<byte> destination, EntryKey key) =>
        Write(destination, new EntryLine(key.Bank, key.Source, key.EntryId) { Withdrawn = true, HeldBack = true });

    /// <summary>One entry as text, without a line feed.</summary>
    public static string ToLine(Entry entry) =>
        Encoding.UTF8.GetString(
            JsonSerializer.SerializeToUtf8Bytes(EntryLine.Of(entry), EntryJsonContext.Default.EntryLine));

    /// <inheritdoc cref="TryReadLine(ReadOnlySpan{byte}, out Entry?, out bool, out bool)"/>
    public static bool TryReadLine(ReadOnlySpan<byte> line, out Entry? entry, out bool isWithdrawn) =>
        TryReadLine(line, out entry, out isWithdrawn, out _);

    /// <summary>Reads one line, without its line feed.</summary>
    /// <param name="line">UTF-8.</param>
    /// <param name="entry">The entry; of a tombstone only its key counts.</param>
    /// <param name="isWithdrawn">The line is a tombstone.</param>
    /// <param name="isHeldBack">The line is the tombstone of an entry that a person withdrew.</param>
    /// <returns>False: the line is not JSON of this form, or holds a member or value that the form does not
    /// know.</returns>
    public static bool TryReadLine(
        ReadOnlySpan<byte> line, out Entry? entry, out bool isWithdrawn, out bool isHeldBack)
    {
        (entry, isWithdrawn, isHeldBack) = (null, false, false);
        try
        {
            if (JsonSerializer.Deserialize(line, EntryJsonContext.Default.EntryLine) is not { } read
                || read is not { Bank.Length: > 0, Source.Length: > 0, EntryId.Length: > 0 }
                || read is { HeldBack: true, Withdrawn: not true })
            {
                return false;
            }

            (entry, isWithdrawn, isHeldBack) = (read.ToEntry(), read.Withdrawn ?? false, read.HeldBack ?? false);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void Write(IBufferWriter<byte> destination, EntryLine line)
    {
        using (var writer = new Utf8JsonWriter(destination))
        {
            JsonSerializer.Serialize(writer, line, EntryJsonContext.Default.EntryLine);
        }

        destination.Write("\n"u8);
    }
}

/// <summary>The JSON form of entries, by generated code.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(HashConverter<Hash128>), typeof(HashConverter<Hash160>), typeof(HashConverter<Hash256>),
        typeof(HashConverter<Hash512>), typeof(VideoFramesConverter),
    ])]
[JsonSerializable(typeof(EntryLine))]
internal sealed partial class EntryJsonContext : JsonSerializerContext;
