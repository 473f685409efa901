using System.ComponentModel;
using System.Text.Json;
using ScanWorker.Hashing;

namespace ScanWorker.Pipeline.Events;

/// <summary>Wire form of <c>scanworker.verdict.v1</c>: what was found of one upload, and what is to happen.</summary>
public sealed record VerdictEvent
{
    [Description(UploadData.Echo)]
    public required string UploadId { get; init; }

    [Description("match, no-match, unscannable or not-scanned.")]
    public required VerdictKind Verdict { get; init; }

    [Description("block, review, observe or allow.")]
    public required PolicyAction Action { get; init; }

    [Description("Code of what decided, with a detail after a colon where there is one.")]
    public required string Reason { get; init; }

    [Description("Plain digests of the content; absent when the bytes could not be had.")]
    public DigestsData? Digests { get; init; }

    [Description("Plain digests of the bytes as the store keeps them, where it keeps them packed (Content-Encoding).")]
    public DigestsData? PackedDigests { get; init; }

    [Description("Perceptual hashes, by frame and transform.")]
    public IReadOnlyList<PerceptualData> Perceptual { get; set; } = [];

    [Description("true: the broker refused the event with all of its hashes, and most were left out; else absent.")]
    public bool? PerceptualCapped { get; init; }

    [Description("Known entries that it matches, the strictest action first, then the nearest.")]
    public IReadOnlyList<MatchData> Matches { get; set; } = [];

    [Description("true: more entries match than are listed, none that would decide otherwise; or the broker refused the event with all "
        + "of them. Else absent.")]
    public bool? MatchesCapped { get; init; }

    [Description("The hash-set version it was judged against.")]
    public required long HashSetVersion { get; init; }

    [Description("SHA-256 of the policy that judged it.")]
    public required string PolicyVersion { get; init; }

    [Description("The program that judged it.")]
    public required WorkerData Worker { get; init; }

    [Description("When the verdict was reached.")]
    public required DateTimeOffset ScannedAt { get; init; }

    [Description("Milliseconds spent by stage.")]
    public TimingsData? Timings { get; init; }

    [Description("The findings came from an earlier scan of the same bytes against the same hash-set version.")]
    public bool Cached { get; init; }

    [Description("What the bytes are, as far as they were looked at.")]
    public ImageData? Image { get; init; }

    [Description(
        "Fields of the upload event that were left out, cut or mended; absent when all were taken as they stand.")]
    public IReadOnlyList<IgnoredField>? Ignored { get; init; }

    [Description("The upload's own fields, so that a later look at this verdict can still act on the upload.")]
    public UploadEcho? Upload { get; init; }

    [Description(
        "Of an upload that is blocked or goes to review: whether a bank that says so is CyberTipline matter.")]
    public bool? Reportable { get; init; }

    [Description(
        "Entries whose MD5 or SHA-1 is equal though their SHA-256 or SHA-512 is known and differs: an alarm, no matches.")]
    public IReadOnlyList<MatchData>? Collisions { get; init; }

    [Description(
        "Of a late verdict: how often the upload has been decided anew. A higher one supersedes a lower one; the first "
            + "verdict has none.")]
    public int? Decision { get; init; }

    [Description("Of a late verdict: the verdict of the same upload that holds no longer.")]
    public SupersededVerdict? Supersedes { get; init; }

    [Description("Of a late verdict: when the upload was judged first.")]
    public DateTimeOffset? FirstScannedAt { get; init; }

    [Description("Of a late verdict: when the upload was last blocked; absent where it never was.")]
    public DateTimeOffset? BlockedAt { get; init; }

    [Description("Of a late verdict: when the upload was last reported; absent where it never was.")]
    public DateTimeOffset? ReportedAt { get; init; }
}

/// <summary>An upload event's own fields, without its content.</summary>
public sealed record UploadEcho
{
    [Description(UploadData.Echo)]
    public string? MediaType { get; init; }

    [Description(UploadData.Echo)]
    public string? Tenant { get; init; }

    [Description(UploadData.Echo)]
    public string? Surface { get; init; }

    [Description(UploadData.Echo)]
    public string? Jurisdiction { get; init; }

    [Description(UploadData.Echo)]
    public string? FileName { get; init; }

    [Description(UploadData.Echo)]
    public DateTimeOffset? UploadedAt { get; init; }

    [Description(UploadData.Echo)]
    public Uploader? Uploader { get; init; }

    [Description(UploadData.Echo)]
    public bool? PubliclyAvailable { get; init; }

    [Description(UploadData.Echo)]
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

/// <summary>Plain digests in lower-case hexadecimal.</summary>
public sealed record DigestsData(
    [property: Description("32 hexadecimal digits.")] string Md5,
    [property: Description("40 hexadecimal digits.")] string Sha1,
    [property: Description("64 hexadecimal digits.")] string Sha256)
{
    [Description("128 hexadecimal digits; absent where the hash set holds no SHA-512.")]
    public string? Sha512 { get; init; }
}

/// <summary>What the bytes are.</summary>
public sealed record ImageData
{
    [Description("Bytes of content.")]
    public long Length { get; init; }

    [Description("jpeg, png, gif, webp, bmp, ico, heif, avif, jpeg-xl, tiff or jpeg2000; of a video mp4, quicktime, "
        + "matroska, avi, flv, mpeg-ts, mpeg-ps, mpeg-video, wmv or ogg; absent when nothing was decoded.")]
    public string? Format { get; init; }

    [Description("Pixels across.")]
    public int? Width { get; init; }

    [Description("Pixels down.")]
    public int? Height { get; init; }

    [Description("Frames that were looked at.")]
    public int? Frames { get; init; }

    [Description("What made pixels of the bytes: imagesharp, libjpeg-turbo, skia, libheif, magick or ffmpeg.")]
    public string? Decoder { get; init; }

    [Description("Beside a match, or beside search-limit: the reason why not all of the picture could be looked at, "
        + "such as corrupt:truncated; else absent.")]
    public string? Incomplete { get; init; }
}

/// <summary>One perceptual hash.</summary>
public sealed record PerceptualData
{
    internal const string Crops = "centre90, centre80, left-half, right-half, top-half, bottom-half, or cell1 to cell9";

    [Description($"{HashAlgorithm.PdqId}.")]
    public required string Algorithm { get; init; }

    [Description("64 hexadecimal digits.")]
    public required string Hash { get; init; }

    [Description("0 to 100.")]
    public required int Quality { get; init; }

    [Description("Position of the frame, from 0.")]
    public required int Frame { get; init; }

    [Description("original, or the dihedral transform that was hashed.")]
    public required string Transform { get; init; }

    [Description(
        "The part of the frame that was hashed: border (what is within a border of one colour) or, where a bank's crops ask for "
            + $"them, {Crops}; absent for the whole frame.")]
    public string? Crop { get; init; }

    [Description("white or black, where transparent pixels were laid over that; absent for the stored colours.")]
    public string? Backdrop { get; init; }

    [Description("Of a video: where the frame is, in seconds from the start; else absent.")]
    public double? Second { get; init; }
}

/// <summary>Milliseconds spent by stage; absent where the stage did not run.</summary>
public sealed record TimingsData
{
    [Description("Fetching the bytes, waits and retries included; digests are computed meanwhile.")]
    public double? Fetch { get; init; }

    [Description("Looking up the digests.")]
    public double? Exact { get; init; }

    [Description("Decoding, and hashing frame by frame.")]
    public double? Decode { get; init; }

    [Description("Perceptual hashing alone; part of decode.")]
    public double? Hash { get; init; }

    [Description("Searching near hashes.")]
    public double? Near { get; init; }

    [Description("From taking up the upload to its verdict.")]
    public double Total { get; init; }
}

/// <summary>The program that judged.</summary>
public sealed record WorkerData(
    [property: Description("Program version.")] string Version,
    [property: Description("Kafka:InstanceId of the worker.")] string Instance);

/// <summary>A field of an upload event that was not taken as it stands: it costs no upload its verdict.</summary>
public sealed record IgnoredField(
    [property: Description("Path of the field in the upload event, for example uploader.ipCapture.port.")]
    string Field,
    [property: Description(
        "invalid (left out), too-deep (left out), too-long (attributes: left out, text: cut), or not-unicode (characters "
            + "replaced by U+FFFD).")]
    string Problem);

/// <summary>A verdict that holds no longer.</summary>
/// <param name="Id">CloudEvents id of the event.</param>
/// <param name="Action">What it said.</param>
/// <param name="ScannedAt">When it was reached.</param>
public sealed record SupersededVerdict(
    [property: Description("CloudEvents id of the verdict.")] string Id,
    [property: Description("What it said.")] PolicyAction Action,
    [property: Description("When it was reached.")] DateTimeOffset ScannedAt);

/// <summary>What was found of an upload.</summary>
public enum VerdictKind
{
    /// <summary>At least one known entry matches.</summary>
    Match,

    /// <summary>Looked at in full against a loaded set: nothing known.</summary>
    NoMatch,

    /// <summary>Could not be looked at in full; never a pass by accident.</summary>
    Unscannable,

    /// <summary>Policy says that this upload is not to be scanned.</summary>
    NotScanned,
}
