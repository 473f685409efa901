using System.Text;
using System.Text.Json;
using ScanWorker.Matching.HashSets.Imports;

namespace ScanWorker.Adapters.ListFormats;

/// <summary>Reads lists that are JSON: each record is taken, skipped, or quarantined with its reason.</summary>
internal static class JsonList
{
    private const int QuarantinedBytesMax = 4096;

    /// <param name="list">The document.</param>
    /// <param name="sink">Told of what is not taken; <paramref name="take"/> tells it of the rest.</param>
    /// <param name="paths">Where the records are: <see cref="JsonRecords"/>.</param>
    /// <param name="take">Takes one record; returns null, or why it cannot be taken.</param>
    /// <exception cref="InvalidDataException">The document is not JSON, cut off, or another document.</exception>
    internal static void Read(
        Stream list, IListSink sink, string[] paths, Func<long, JsonElement, RejectReason?> take) =>
        new JsonRecords(list, paths).ReadAll((number, bytes) =>
        {
            using var document = JsonDocument.Parse(bytes);
            if (take(number, document.RootElement) is { } reason)
            {
                var shown = bytes.Span[..Math.Min(bytes.Length, QuarantinedBytesMax)];
                sink.Reject(new Reject(number, reason, Encoding.UTF8.GetString(shown)));
            }
        });

    /// <summary>Whether the first bytes look like JSON with a member of this name.</summary>
    internal static bool Begins(ReadOnlySpan<byte> start, ReadOnlySpan<byte> quotedName) =>
        start.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] && start.IndexOf(quotedName) >= 0;
}
