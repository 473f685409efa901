using System.ComponentModel;
using System.Text.Json;

namespace ScanWorker.Pipeline.Events;

/// <summary>
/// Wire form of <c>scanworker.report.v1</c>: the machine-known part of a CyberTipline report or a review case.
/// </summary>
/// <remarks>
/// Field names of the parts are those of NCMEC's CyberTipline Reporting API. ScanWorker submits nothing itself.
/// </remarks>
public sealed record ReportEvent
{
    [Description(UploadData.Echo)]
    public required string UploadId { get; init; }

    [Description("match or unscannable.")]
    public required VerdictKind Verdict { get; init; }

    [Description("block or review.")]
    public required PolicyAction Action { get; init; }

    [Description("Code of what decided.")]
    public required string Reason { get; init; }

    [Description(
        "At least one matching bank is CyberTipline matter. False: for review only, never to be submitted there.")]
    public required bool Reportable { get; init; }

    [Description("exact, near, or absent when nothing matched.")]
    public MatchKind? Evidence { get; init; }

    [Description("What happened and when.")]
    public required IncidentSummary IncidentSummary { get; init; }

    [Description("Where it happened.")]
    public IReadOnlyList<InternetDetails> InternetDetails { get; set; } = [];

    [Description("Who uploaded it.")]
    public PersonOrUserReported? PersonOrUserReported { get; init; }

    [Description("The file.")]
    public required FileDetails FileDetails { get; init; }

    [Description("The matches, as evidence.")]
    public IReadOnlyList<MatchData> Matches { get; set; } = [];

    [Description("true: more entries match than are listed here; else absent.")]
    public bool? MatchesCapped { get; init; }

    [Description("As in the verdict.")]
    public IReadOnlyList<MatchData>? Collisions { get; init; }

    [Description("Perceptual hashes that the matches rest on.")]
    public IReadOnlyList<PerceptualData> Perceptual { get; set; } = [];

    [Description("true: there were more hashes than are listed here; else absent.")]
    public bool? PerceptualCapped { get; init; }

    [Description("As in the verdict.")]
    public required long HashSetVersion { get; init; }

    [Description("As in the verdict.")]
    public required string PolicyVersion { get; init; }

    [Description("As in the verdict.")]
    public required WorkerData Worker { get; init; }

    [Description("When the verdict was reached.")]
    public required DateTimeOffset DecidedAt { get; init; }

    [Description(
        "Of CyberTipline matter: contents of a report are to be preserved for a year from its submission, 18 USC 2258A(h) "
            + "as amended in 2024. Only the platform knows when it submits. Always submission.")]
    public string? PreserveFrom { get; init; }

    [Description(
        "Of CyberTipline matter: a year from this decision, and so the earliest that preservation may end; the year "
            + "itself begins with what preserveFrom names.")]
    public DateTimeOffset? PreserveUntil { get; init; }

    [Description("Found by looking back at an earlier upload after its entry was listed.")]
    public bool? Late { get; init; }

    [Description("Of a late report: as in the late verdict; a higher one supersedes a lower one.")]
    public int? Decision { get; init; }

    [Description(UploadData.Echo)]
    public string? Tenant { get; init; }

    [Description(UploadData.Echo)]
    public JsonElement? Attributes { get; init; }
}

/// <summary>NCMEC's <c>incidentSummary</c>.</summary>
public sealed record IncidentSummary
{
    [Description("NCMEC's incident type; absent when the matter is not reportable.")]
    public string? IncidentType { get; init; }

    [Description("The surface of the platform.")]
    public string? Platform { get; init; }

    [Description("When the upload was finished; where that is not known, when its event was written.")]
    public required DateTimeOffset IncidentDateTime { get; init; }

    [Description("Which of the two incidentDateTime is.")]
    public required string IncidentDateTimeDescription { get; init; }
}

/// <summary>NCMEC's <c>internetDetails</c>: exactly one kind of incident, as the policy says of the surface.</summary>
public sealed record InternetDetails
{
    [Description("The surface is a web page.")]
    public IncidentDetails? WebPageIncident { get; init; }

    [Description("The surface is e-mail.")]
    public IncidentDetails? EmailIncident { get; init; }

    [Description("The surface is a newsgroup.")]
    public IncidentDetails? NewsgroupIncident { get; init; }

    [Description("The surface is a chat or instant messages.")]
    public IncidentDetails? ChatImIncident { get; init; }

    [Description("The surface is an online game.")]
    public IncidentDetails? OnlineGamingIncident { get; init; }

    [Description("The surface is a cell phone's messages.")]
    public IncidentDetails? CellPhoneIncident { get; init; }

    [Description("The surface is a peer-to-peer network.")]
    public IncidentDetails? Peer2peerIncident { get; init; }

    /// <summary>The incident of a kind.</summary>
    public static InternetDetails Of(IncidentKind kind, IncidentDetails details) => kind switch
    {
        IncidentKind.WebPage => new InternetDetails { WebPageIncident = details },
        IncidentKind.Email => new InternetDetails { EmailIncident = details },
        IncidentKind.Newsgroup => new InternetDetails { NewsgroupIncident = details },
        IncidentKind.Chat => new InternetDetails { ChatImIncident = details },
        IncidentKind.OnlineGaming => new InternetDetails { OnlineGamingIncident = details },
        IncidentKind.CellPhone => new InternetDetails { CellPhoneIncident = details },
        IncidentKind.PeerToPeer => new InternetDetails { Peer2peerIncident = details },
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>An incident without its address, which only the platform knows.</summary>
public sealed record IncidentDetails(
    [property: Description("Surface, tenant and jurisdiction as the upload event named them.")] string AdditionalInfo);

/// <summary>What NCMEC calls an incident on a surface of the platform.</summary>
public enum IncidentKind
{
    /// <summary><c>webPageIncident</c>.</summary>
    WebPage,

    /// <summary><c>emailIncident</c>.</summary>
    Email,

    /// <summary><c>newsgroupIncident</c>.</summary>
    Newsgroup,

    /// <summary><c>chatImIncident</c>.</summary>
    Chat,

    /// <summary><c>onlineGamingIncident</c>.</summary>
    OnlineGaming,

    /// <summary><c>cellPhoneIncident</c>.</summary>
    CellPhone,

    /// <summary><c>peer2peerIncident</c>.</summary>
    PeerToPeer,
}

/// <summary>NCMEC's <c>personOrUserReported</c>.</summary>
public sealed record PersonOrUserReported
{
    [Description(UploadData.Echo)]
    public string? EspIdentifier { get; init; }

    [Description(UploadData.Echo)]
    public string? ScreenName { get; init; }

    [Description("The address that the upload came from.")]
    public IReadOnlyList<IpCaptureEvent> IpCaptureEvent { get; set; } = [];

    [Description("The device that the upload came from.")]
    public IReadOnlyList<DeviceId> DeviceId { get; set; } = [];

    public override string ToString() => "person or user reported";
}

/// <summary>NCMEC's <c>deviceId</c>.</summary>
public sealed record DeviceId(
    [property: Description("As in the upload event; ESP device ID where that names no kind.")] string IdType,
    [property: Description(UploadData.Echo)] string IdValue,
    [property: Description("Always Upload.")] string EventName)
{
    public override string ToString() => "device";
}

/// <summary>NCMEC's <c>ipCaptureEvent</c>.</summary>
public sealed record IpCaptureEvent
{
    [Description("IPv4 or IPv6 address.")]
    public required string IpAddress { get; init; }

    [Description("Always Upload.")]
    public required string EventName { get; init; }

    [Description("When it was seen.")]
    public DateTimeOffset? DateTime { get; init; }

    [Description("Port.")]
    public int? Port { get; init; }

    public override string ToString() => "address capture";
}

/// <summary>NCMEC's <c>fileDetails</c>.</summary>
public sealed record FileDetails
{
    [Description(UploadData.Echo)]
    public string? OriginalFileName { get; init; }

    [Description("MD5, SHA-1, SHA-256 and, where it was taken, SHA-512 of the file; perceptual hashes are in details.")]
    public IReadOnlyList<OriginalFileHash> OriginalFileHash { get; set; } = [];

    [Description(UploadData.Echo)]
    public DateTimeOffset? UploadedToEspTimestamp { get; init; }

    [Description("Always false: a hash match is machine knowledge, nobody has viewed the file.")]
    public bool FileViewedByEsp { get; init; }

    [Description("Always false.")]
    public bool ExifViewedByEsp { get; init; }

    [Description(UploadData.Echo)]
    public bool? PubliclyAvailable { get; init; }

    [Description(
        "A1, A2, B1 or B2, as the matching entry's list classified the known file; only where the policy says that the "
            + "operator has signed NCMEC's agreement on industry hash sharing.")]
    public string? IndustryClassification { get; init; }

    [Description("NCMEC's annotations, as the matching entry's labels give them.")]
    public IReadOnlyList<string> FileAnnotations { get; set; } = [];

    [Description("What is known of the file beside its digests.")]
    public IReadOnlyList<FileMetadata> Details { get; set; } = [];
}

/// <summary>NCMEC's <c>details</c>.</summary>
public sealed record FileMetadata(
    [property: Description("Always HASH.")] string Type,
    [property: Description("PDQ, the hash of the picture as it is, and PDQ quality.")]
    IReadOnlyList<NameValuePair> NameValuePair);

/// <summary>NCMEC's <c>nameValuePair</c>.</summary>
public sealed record NameValuePair(
    [property: Description("PDQ or PDQ quality.")] string Name,
    [property: Description("Lower-case hexadecimal, or 0 to 100.")] string Value);

/// <summary>NCMEC's <c>originalFileHash</c>.</summary>
public sealed record OriginalFileHash(
    [property: Description("MD5, SHA1 or SHA256.")] string HashType,
    [property: Description("Lower-case hexadecimal.")] string Value);
