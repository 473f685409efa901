using ScanWorker.Pipeline;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>The parts of the cage in words.</summary>
internal static class CageText
{
    /// <summary>Each part alone.</summary>
    public static IReadOnlyList<CageParts> Parts { get; } =
        [.. Enum.GetValues<CageParts>().Where(part => part is not CageParts.None and not CageParts.All)];

    /// <summary>In kebab-case, parted by commas.</summary>
    public static string Of(CageParts parts) =>
        string.Join(", ", Parts.Where(part => parts.HasFlag(part)).Select(KebabCase.Of));
}
