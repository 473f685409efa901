namespace ScanWorker.Testing.Pictures;

/// <summary>What a generated picture shows.</summary>
internal enum PicturePattern
{
    Flat,
    Gradient,
    Checker,
    Noise,
    Rings,
    Plasma,
    Stripes,
    Patches,
    Sparse,
}
