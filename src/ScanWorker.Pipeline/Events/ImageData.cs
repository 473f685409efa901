using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>What the bytes are.</summary>
public sealed record ImageData
{
    [Description("Bytes of content.")]
    public long Length { get; init; }

    [Description("jpeg, png, gif, webp or bmp; absent when nothing was decoded.")]
    public string? Format { get; init; }

    [Description("Pixels across.")]
    public int? Width { get; init; }

    [Description("Pixels down.")]
    public int? Height { get; init; }

    [Description("Frames that were looked at.")]
    public int? Frames { get; init; }
}
