using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace ScanWorker.Pipeline.Events;

/// <summary>Wire form of <c>scanworker.upload.v1</c>: an upload has been finished and waits for its verdict.</summary>
public sealed record UploadData
{
    [Description("Chosen by the upload service: 1 to 200 bytes of UTF-8. Echoed in every event about the upload.")]
    [StringLength(200, MinimumLength = 1)]
    public required string UploadId { get; init; }

    [Description("Where the bytes are: exactly one of uri and data.")]
    public required UploadContent Content { get; init; }

    [Description("Media type as announced. A hint: the bytes decide.")]
    public string? MediaType { get; init; }

    [Description("Length in bytes as announced; another length found is unscannable (length-mismatch).")]
    [Range(0, 9_007_199_254_740_991D)]
    public long? Length { get; init; }

    [Description("SHA-256 as announced, 64 hexadecimal digits; another one found is unscannable (digest-mismatch).")]
    [RegularExpression("^[0-9A-Fa-f]{64}$")]
    public string? Sha256 { get; init; }

    [Description("Customer or community of the upload service.")]
    public string? Tenant { get; init; }

    [Description(
        "Where on the platform it was uploaded, for example posts or direct-messages; scan scope is decided by it.")]
    public string? Surface { get; init; }

    [Description("Legal area that the upload falls under, for example EU or US; scan scope is decided by it.")]
    public string? Jurisdiction { get; init; }

    [Description("The file's name as the uploader gave it.")]
    public string? FileName { get; init; }

    [Description("When the upload was finished.")]
    public DateTimeOffset? UploadedAt { get; init; }

    [Description("Who uploaded it, as far as the upload service may tell.")]
    public Uploader? Uploader { get; init; }

    [Description("Whether others could see it before the verdict.")]
    public bool? PubliclyAvailable { get; init; }

    [Description("Opaque to ScanWorker; echoed in every event about the upload.")]
    public JsonElement? Attributes { get; init; }

    /// <summary>Says nothing of the uploader or the content, so that no log line can.</summary>
    public override string ToString() => "upload event";
}
