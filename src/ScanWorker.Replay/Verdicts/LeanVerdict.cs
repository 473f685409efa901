using System.Buffers;
using System.Text.Json;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Replay.Diff;

namespace ScanWorker.Replay.Verdicts;

/// <summary>
/// A verdict's JSON without its perceptual hashes, which are nine tenths of it: read and written as any other, and put
/// together again. So the hashes, which a skim has read, are not made into texts and back.
/// </summary>
internal static class LeanVerdict
{
    private static readonly byte[] NoHashes = "\"perceptual\":[]"u8.ToArray();

    /// <param name="record">Of one of our output topics.</param>
    /// <param name="hashes">Room for <see cref="VerdictSkim.HashesMax"/> hashes.</param>
    /// <param name="skim">What is not in the verdict that is returned.</param>
    /// <returns>Null: not a verdict that found nothing, or not in our own layout; nothing is said of what it is.
    /// </returns>
    public static VerdictEvent? Read(InboundRecord record, PerceptualHash[] hashes, out VerdictSkim skim)
    {
        skim = default;
        return OutcomeReader.MayBeVerdict(record)
            && VerdictSkim.TryRead(record.Value, isEscaped: false, hashes, out skim)
            ? Read(record.Value, skim.Hashes)
            : null;
    }

    /// <param name="json">A verdict.</param>
    /// <param name="hashes">Where its hashes stand, as the skim says.</param>
    /// <returns>The verdict without them; null where it is not JSON, or none that a verdict may have.</returns>
    private static VerdictEvent? Read(ReadOnlySpan<byte> json, Range hashes)
    {
        var (start, length) = hashes.GetOffsetAndLength(json.Length);
        var lean = ArrayPool<byte>.Shared.Rent(json.Length - length);
        try
        {
            json[..start].CopyTo(lean);
            json[(start + length)..].CopyTo(lean.AsSpan(start));
            return JsonSerializer.Deserialize(
                lean.AsSpan(0, json.Length - length), EventJson.Default.VerdictEvent);
        }
        catch (JsonException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(lean);
        }
    }

    /// <param name="verdict">Without hashes.</param>
    /// <param name="hashes">As they stood in the verdict that it was read from.</param>
    /// <returns>Its JSON with them.</returns>
    public static byte[] Write(VerdictEvent verdict, ReadOnlySpan<byte> hashes)
    {
        var lean = JsonSerializer.SerializeToUtf8Bytes(verdict, EventJson.Default.VerdictEvent);

        // A quote within a text is escaped, and whatever else may hold these words comes later.
        var at = lean.AsSpan().IndexOf(NoHashes) + NoHashes.Length - 1;
        var json = new byte[lean.Length + hashes.Length];
        lean.AsSpan(0, at).CopyTo(json);
        hashes.CopyTo(json.AsSpan(at));
        lean.AsSpan(at).CopyTo(json.AsSpan(at + hashes.Length));
        return json;
    }
}
