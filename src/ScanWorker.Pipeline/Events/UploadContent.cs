using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>Wire form of an upload's content: exactly one of the two.</summary>
public sealed record UploadContent
{
    [Description("file:, http:, https: or s3: location. May carry a signature; it is never logged.")]
    public string? Uri { get; init; }

    [Description("The bytes in base64; for small content.")]
    public byte[]? Data { get; init; }

    public override string ToString() => "upload content";
}
