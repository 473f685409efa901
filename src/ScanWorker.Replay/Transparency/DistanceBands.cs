using System.Globalization;

namespace ScanWorker.Replay.Transparency;

/// <summary>Distances in classes of eight bits, as reports show them.</summary>
internal static class DistanceBands
{
    private const int Width = 8;

    /// <summary>Sorts as its distances do.</summary>
    public static string Of(int distance) => string.Create(
        CultureInfo.InvariantCulture, $"{distance / Width * Width:00}-{(distance / Width * Width) + Width - 1:00}");
}
