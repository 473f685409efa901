using System.Globalization;
using System.Text.Json;
using ScanWorker.Hashing;

namespace ScanWorker.Matching.Entries;

/// <summary>
/// A vPDQ hash as lists write it: a JSON list of <c>hash,quality,second</c>, or, as it was before, an object by frame
/// number with <c>hash</c>, <c>quality</c> and <c>timestamp</c>; and as we write it, a list of hashes alone.
/// </summary>
public static class VideoHash
{
    /// <summary>What the reference takes a frame's hash for reliable from.</summary>
    private static readonly int QualityFloor = HashAlgorithm.Pdq.QualityFloor ?? 0;

    /// <param name="text">JSON.</param>
    /// <param name="frames">The frames that are good enough, perhaps none; more than
    /// <see cref="VideoFrames.Max"/> are for the caller to refuse.</param>
    /// <returns>False: it is not such a hash, in any of its frames.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out VideoFrames frames)
    {
        frames = VideoFrames.Of([]);
        if (text.TrimStart() is not ['[' or '{', ..])
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(text.ToString());
            return TryRead(json.RootElement, out frames);
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            return false; // The latter where the text holds half of a character.
        }
    }

    /// <summary>As we write it; <see cref="TryParse"/> reads it.</summary>
    public static string ToText(VideoFrames frames) =>
        $"[{string.Join(',', frames.Hashes.Select(hash => $"\"{hash}\""))}]";

    /// <inheritdoc cref="TryParse"/>
    internal static bool TryRead(JsonElement json, out VideoFrames frames)
    {
        var hashes = new List<Hash256>();
        bool isRead;
        try
        {
            isRead = json.ValueKind switch
            {
                JsonValueKind.Array => json.EnumerateArray().All(frame => TryReadText(frame, hashes)),
                JsonValueKind.Object => json.EnumerateObject().All(frame => TryReadObject(frame.Value, hashes)),
                _ => false,
            };
        }
        catch (InvalidOperationException)
        {
            isRead = false; // Half of a character, which JSON can write and a text cannot hold.
        }

        frames = VideoFrames.Of(isRead ? hashes : []);
        return isRead;
    }

    private static bool TryReadText(JsonElement frame, List<Hash256> hashes)
    {
        if (frame.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        var text = frame.GetString().AsSpan();
        var comma = text.IndexOf(',');
        if (comma < 0)
        {
            return TryAdd(text, quality: 100, hashes);
        }

        var rest = text[(comma + 1)..];
        var second = rest.IndexOf(',');
        return second >= 0
            && double.TryParse(rest[..second], NumberStyles.Float, CultureInfo.InvariantCulture, out var quality)
            && IsSecond(rest[(second + 1)..])
            && TryAdd(text[..comma], quality, hashes);
    }

    private static bool TryReadObject(JsonElement frame, List<Hash256> hashes) =>
        frame.ValueKind == JsonValueKind.Object
        && frame.TryGetProperty("hash", out var hash) && hash.ValueKind == JsonValueKind.String
        && frame.TryGetProperty("quality", out var quality) && quality.ValueKind == JsonValueKind.Number
        && quality.TryGetDouble(out var number)
        && TryAdd(hash.GetString(), number, hashes);

    private static bool TryAdd(ReadOnlySpan<char> text, double quality, List<Hash256> hashes)
    {
        if (quality is not (>= 0 and <= 100) || !double.IsInteger(quality) || !Hash256.TryParseHex(text, out var hash))
        {
            return false;
        }

        if (quality >= QualityFloor)
        {
            hashes.Add(hash);
        }

        return true;
    }

    private static bool IsSecond(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var second)
        && double.IsFinite(second);
}
