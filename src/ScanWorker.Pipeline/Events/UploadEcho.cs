using System.ComponentModel;
using System.Text.Json;

namespace ScanWorker.Pipeline.Events;

/// <summary>An upload event's own fields, without its content.</summary>
public sealed record UploadEcho
{
    [Description("As in the upload event.")]
    public string? MediaType { get; init; }

    [Description("As in the upload event.")]
    public string? Tenant { get; init; }

    [Description("As in the upload event.")]
    public string? Surface { get; init; }

    [Description("As in the upload event.")]
    public string? Jurisdiction { get; init; }

    [Description("As in the upload event.")]
    public string? FileName { get; init; }

    [Description("As in the upload event.")]
    public DateTimeOffset? UploadedAt { get; init; }

    [Description("As in the upload event.")]
    public Uploader? Uploader { get; init; }

    [Description("As in the upload event.")]
    public bool? PubliclyAvailable { get; init; }

    [Description("As in the upload event.")]
    public JsonElement? Attributes { get; init; }

    /// <summary>The echo of <paramref name="data"/>.</summary>
    public static UploadEcho Of(UploadData data) => new()
    {
        MediaType = data.MediaType,
        Tenant = data.Tenant,
        Surface = data.Surface,
        Jurisdiction = data.Jurisdiction,
        FileName = data.FileName,
        UploadedAt = data.UploadedAt,
        Uploader = data.Uploader,
        PubliclyAvailable = data.PubliclyAvailable,
        Attributes = data.Attributes,
    };

    public override string ToString() => "upload fields";
}
