using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Events;

/// <summary>A well-formed upload event.</summary>
/// <param name="Data">The event as the upload service wrote it, without the bytes of inline content.</param>
/// <param name="Content">Where the bytes are.</param>
/// <param name="AnnouncedSha256">Checked against the bytes; not trusted.</param>
/// <param name="Context">Its CloudEvents and trace context.</param>
public sealed record UploadEvent(
    UploadData Data, ContentLocation Content, Hash256? AnnouncedSha256, EventContext Context)
{
    public string UploadId => Data.UploadId;

    /// <summary>
    /// Names those it came in with, one partition's: what one flow asks for must not leave the others without. Default:
    /// none.
    /// </summary>
    public string Flow { get; init; } = "";

    /// <summary>Fields that were not taken as they stand.</summary>
    public ImmutableArray<IgnoredField> Ignored { get; init; } = [];

    public override string ToString() => "upload event";
}

/// <summary>What travels beside an event's data.</summary>
/// <param name="Id">CloudEvents id, or null where the event was bare JSON.</param>
/// <param name="TraceParent">W3C trace context, or null.</param>
/// <param name="TraceState">W3C trace state, or null.</param>
public sealed record EventContext(string? Id = null, string? TraceParent = null, string? TraceState = null)
{
    // The W3C's trace context has 55 bytes, and 512 of state; nothing longer goes on into events.
    private const int ParentCharsMax = 128;
    private const int StateCharsMax = 512;

    public static EventContext None { get; } = new();

    /// <summary>A context as an event came with it: what is no trace context is left out.</summary>
    public static EventContext Of(string? id, string? traceParent, string? traceState) => new(
        id,
        traceParent is { Length: <= ParentCharsMax } ? traceParent : null,
        traceState is { Length: <= StateCharsMax } ? traceState : null);
}

/// <summary>Wire form of <c>scanworker.upload.v1</c>: an upload has been finished and waits for its verdict.</summary>
public sealed record UploadData
{
    /// <summary>Describes, in other events, what they repeat of this one.</summary>
    internal const string Echo = "As in the upload event.";

    [Description("Chosen by the upload service: 1 to 200 bytes of UTF-8. Echoed in every event about the upload.")]
    [StringLength(200, MinimumLength = 1)]
    public required string UploadId { get; init; }

    [Description("Where the bytes are: exactly one of uri and data.")]
    public required UploadContent Content { get; init; }

    [Description("Media type as announced. A hint: the bytes decide.")]
    public string? MediaType { get; init; }

    [Description(
        "Length in bytes as announced; another length found is unscannable (length-mismatch). What is no length is "
            + "ignored, as every optional field is, and the verdict says so in its field ignored.")]
    [Range(0, 9_007_199_254_740_991D)]
    public long? Length { get; init; }

    [Description("SHA-256 as announced, 64 hexadecimal digits; another one found is unscannable (digest-mismatch).")]
    [RegularExpression("^[0-9A-Fa-f]{64}$")]
    public string? Sha256 { get; init; }

    [Description(
        "Customer or community of the upload service. Of this and all other texts the first 2,048 bytes are kept.")]
    public string? Tenant { get; init; }

    [Description(
        "Where on the platform it was uploaded, for example posts or direct-messages; scan scope is decided by it.")]
    public string? Surface { get; init; }

    [Description("Legal area that the upload falls under, for example EU or US; scan scope is decided by it.")]
    public string? Jurisdiction { get; init; }

    [Description("The file's name as the uploader gave it.")]
    public string? FileName { get; init; }

    [Description(
        "When the upload was finished. Offsets without a colon, and seconds or milliseconds since 1970, are "
            + "understood.")]
    public DateTimeOffset? UploadedAt { get; init; }

    [Description("Who uploaded it, as far as the upload service may tell.")]
    public Uploader? Uploader { get; init; }

    [Description("Whether others could see it before the verdict.")]
    public bool? PubliclyAvailable { get; init; }

    [Description(
        "Opaque to ScanWorker; echoed in every event about the upload. More than 65,536 bytes or 32 levels are not "
            + "echoed: the upload is judged without them, and the verdict says so in its field ignored.")]
    public JsonElement? Attributes { get; init; }

    /// <summary>Says nothing of the uploader or the content, so that no log line can.</summary>
    public override string ToString() => "upload event";
}

/// <summary>Wire form of an upload's content: exactly one of the two.</summary>
public sealed record UploadContent
{
    [Description("file:, http:, https: or s3: location. May carry a signature; it is never logged.")]
    public string? Uri { get; init; }

    [Description("The bytes in base64; for small content.")]
    public byte[]? Data { get; init; }

    public override string ToString() => "upload content";
}

/// <summary>Who uploaded, with the names that a CyberTipline report uses.</summary>
public sealed record Uploader
{
    [Description("The platform's own identifier of the account.")]
    public string? EspIdentifier { get; init; }

    [Description("The account's visible name.")]
    public string? ScreenName { get; init; }

    [Description("The address the upload came from.")]
    public IpCapture? IpCapture { get; init; }

    [Description("The device, as the platform identifies it.")]
    public string? DeviceId { get; init; }

    [Description("What kind of id deviceId is, for example IMEI, ICCID or SSID.")]
    public string? DeviceIdType { get; init; }

    public override string ToString() => "uploader";
}

/// <summary>An address seen at a time.</summary>
public sealed record IpCapture
{
    [Description("IPv4 or IPv6 address.")]
    public string? Address { get; init; }

    [Description("Port, 0 to 65535.")]
    [Range(0, 65_535)]
    public int? Port { get; init; }

    [Description("When it was seen.")]
    public DateTimeOffset? At { get; init; }

    public override string ToString() => "address";
}
