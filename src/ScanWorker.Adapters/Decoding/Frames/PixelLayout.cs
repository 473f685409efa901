namespace ScanWorker.Adapters.Decoding.Frames;

/// <summary>How the bytes of a row are to be read.</summary>
internal enum PixelLayout
{
    /// <summary>One byte a pixel, which is its luma.</summary>
    Grey8,

    /// <summary>R, G and B.</summary>
    Rgb24,

    /// <summary>R, G, B and opacity, the colours not weighted by it.</summary>
    Rgba32,
}
