namespace ScanWorker.Pipeline.Content;

/// <summary>The formats that are decoded. What else is recognised is refused by name.</summary>
public enum ImageFormat
{
    Jpeg,
    Png,
    Gif,
    Webp,
    Bmp,
}
