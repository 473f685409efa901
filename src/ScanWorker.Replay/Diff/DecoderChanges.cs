using System.Globalization;

namespace ScanWorker.Replay.Diff;

/// <summary>Counts uploads that another decoder showed than the one recorded: what else differs of them may come of
/// that. Not thread-safe.</summary>
public sealed class DecoderChanges
{
    private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>Uploads of another decoder.</summary>
    public long Count { get; private set; }

    /// <summary>Those of them that have another outcome too.</summary>
    public long OtherwiseDifferent { get; private set; }

    /// <returns>From which decoder to which; null where it is the same, and where nothing was decoded before.</returns>
    public static string? Between(UploadOutcome before, UploadOutcome now) =>
        before.Decoder is { } recorded && recorded != now.Decoder ? $"{recorded} -> {now.Decoder ?? "none"}" : null;

    public void Add(string change, bool isOtherwiseDifferent)
    {
        Count++;
        OtherwiseDifferent += isOtherwiseDifferent ? 1 : 0;
        _counts[change] = _counts.GetValueOrDefault(change) + 1;
    }

    public override string ToString()
    {
        var each = _counts.Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} ({one.Value})"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Count} uploads were not decoded by the decoder recorded: {string.Join(", ", each)}. "
                + $"{OtherwiseDifferent} of them have another outcome, which may be why.");
    }
}
