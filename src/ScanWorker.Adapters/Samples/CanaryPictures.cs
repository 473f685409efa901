using ScanWorker.Pipeline.Canary;

namespace ScanWorker.Adapters.Samples;

/// <summary>
/// The canary's files, embedded in this assembly: scenes of <see cref="SamplePictures"/>, encoded once.
/// </summary>
/// <remarks>
/// Encoded once, so that neither an encoder nor the machine has a say in what the decoder must bring out.
/// </remarks>
internal sealed class CanaryPictures : ICanaryPictures
{
    public const int KnownSeed = 9001;
    public const int UnrelatedSeed = 9002;
    public const int ListedSeed = 9003;
    public const int Width = 128;
    public const int Height = 96;

    /// <summary>A lossy format's pixels may differ by a rounding from processor to processor.</summary>
    private const int LossyToleranceBits = 2;

    public IReadOnlyList<CanaryPicture> All { get; } =
    [
        new("jpeg", Read("known.jpg"), CanaryKind.Near, 2, LossyToleranceBits),
        new("png", Read("known.png"), CanaryKind.Near, 0),
        new("gif", Read("known.gif"), CanaryKind.Near, 2),
        new("webp", Read("known.webp"), CanaryKind.Near, 4, LossyToleranceBits),
        new("bmp", Read("known.bmp"), CanaryKind.Near, 0),
        new("digest", Read("listed.png"), CanaryKind.Exact),
        new("unrelated", Read("unrelated.jpg"), CanaryKind.Unrelated),
    ];

    private static ReadOnlyMemory<byte> Read(string name) => SampleFiles.Read($"canary/{name}");
}
