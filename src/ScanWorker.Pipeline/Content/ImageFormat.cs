namespace ScanWorker.Pipeline.Content;

/// <summary>The formats that are decoded. What else is recognised is refused by name.</summary>
public enum ImageFormat
{
    Jpeg,
    Png,
    Gif,
    Webp,
    Bmp,

    /// <summary>An icon or a cursor, of one or several pictures.</summary>
    Ico,

    /// <summary>HEIC, and whatever else is coded within HEIF but for AVIF.</summary>
    Heif,

    Avif,

    /// <summary>JPEG XL.</summary>
    JpegXl,

    Tiff,

    /// <summary>JPEG 2000, in a container or bare.</summary>
    Jpeg2000,
}
