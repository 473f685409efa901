using System.Text;
using System.Text.Json;
using ScanWorker.Matching.Import;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Reads lists that are JSON: each record is taken, skipped, or quarantined with its reason.</summary>
internal static class JsonList
{
    private const int QuarantinedBytesMax = 4096;
    private static readonly JsonDocumentOptions Once =
        new() { AllowDuplicateProperties = false, CommentHandling = JsonCommentHandling.Skip };

    /// <param name="list">The document.</param>
    /// <param name="sink">Told of what is not taken; <paramref name="take"/> tells it of the rest.</param>
    /// <param name="paths">Where the records are: <see cref="JsonRecords"/>.</param>
    /// <param name="take">Takes one record; returns null, or why it cannot be taken.</param>
    /// <param name="end">Looks at each document when it has ended: does it hold what it announces?</param>
    /// <exception cref="InvalidDataException">The document is not JSON, cut off, or another document.</exception>
    internal static void Read(
        Stream list,
        IListSink sink,
        string[] paths,
        Func<long, JsonElement, RejectReason?> take,
        Action<JsonPage>? end = null) =>
        new JsonRecords(list, paths).ReadAll((number, bytes) =>
        {
            if (Parse(number, bytes, take) is { } reason)
            {
                var shown = bytes.Span[..Math.Min(bytes.Length, QuarantinedBytesMax)];
                sink.Reject(new Reject(number, reason, Encoding.UTF8.GetString(shown)));
            }
        }, end);

    private static RejectReason? Parse(
        long number, ReadOnlyMemory<byte> bytes, Func<long, JsonElement, RejectReason?> take)
    {
        try
        {
            using var document = ParseOnce(bytes);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? take(number, document.RootElement)
                : RejectReason.Malformed;
        }
        catch (JsonException)
        {
            return RejectReason.Malformed;
        }
    }

    // Of two hashes under one name, one would be lost.
    private static JsonDocument ParseOnce(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return JsonDocument.Parse(bytes, Once);
        }
        catch (InvalidOperationException wrong)
        {
            throw new JsonException("A name in it is no text.", wrong); // Half of a character, which JSON can write.
        }
    }

    /// <summary>Whether the first bytes look like JSON with a member of this name.</summary>
    internal static bool Begins(ReadOnlySpan<byte> start, ReadOnlySpan<byte> quotedName) =>
        start.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] && start.IndexOf(quotedName) >= 0;
}
