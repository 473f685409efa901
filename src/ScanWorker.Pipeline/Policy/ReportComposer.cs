using System.Collections.Immutable;
using System.Globalization;
using ScanWorker.Hashing;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Policy;

/// <summary>Composes report events: the machine-known part of a CyberTipline report or a review case. Pure.</summary>
internal static class ReportComposer
{
    private static readonly ImmutableHashSet<string> IndustryClassifications = ["A1", "A2", "B1", "B2"];

    // NCMEC's fileAnnotations that a list's label may give; a machine match can know no others.
    private static readonly ImmutableHashSet<string> FileAnnotations = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "animeDrawingVirtualHentai", "potentialMeme", "viral", "possibleSelfProduction", "physicalHarm", "violenceGore",
        "bestiality", "liveStreaming", "infant", "generativeAi");

    /// <summary>Whatever is blocked or goes to review is a case, if only for the platform's own people.</summary>
    public static bool IsCalledFor(Verdict verdict) => verdict.Action >= PolicyAction.Review;

    /// <summary>Whether a bank that blocks or sends to review is CyberTipline matter.</summary>
    public static bool IsReportable(Verdict verdict) => ReportableOf(verdict) is not null;

    public static ReportEvent Compose(
        UploadEvent upload, ScanResult result, VerdictEvent verdict, DateTimeOffset eventTime)
    {
        var matches = result.Verdict is Verdict.Match match ? match.Matches : [];
        var reportable = ReportableOf(result.Verdict);
        return new ReportEvent
        {
            UploadId = upload.UploadId,
            Verdict = result.Verdict.Kind,
            Action = result.Verdict.Action,
            Reason = result.Verdict.Reason,
            Reportable = reportable is not null,
            Evidence = matches.IsEmpty ? null : matches.Min(judged => judged.Match.Kind),
            IncidentSummary = Incident(upload.Data, reportable, eventTime),
            InternetDetails = Details(upload.Data, result.CyberTipline),
            PersonOrUserReported = Person(upload.Data.Uploader),
            FileDetails = File(upload.Data, verdict, matches, result.CyberTipline),
            Matches = verdict.Matches,
            MatchesCapped = verdict.MatchesCapped,
            Collisions = verdict.Collisions,
            Perceptual = verdict.Perceptual,
            PerceptualCapped = verdict.PerceptualCapped,
            HashSetVersion = verdict.HashSetVersion,
            PolicyVersion = verdict.PolicyVersion,
            Worker = verdict.Worker,
            DecidedAt = result.DecidedAt,
            PreserveFrom = reportable is null ? null : "submission",
            PreserveUntil = reportable is null ? null : result.DecidedAt.AddYears(1),
            Tenant = upload.Data.Tenant,
            Attributes = upload.Data.Attributes,
        };
    }

    // A bank that is only observed, as a list on trial is, makes no case.
    private static JudgedMatch? ReportableOf(Verdict verdict) => verdict is Verdict.Match match
        ? match.Matches.FirstOrDefault(judged => judged.Bank.Reportable && judged.Action >= PolicyAction.Review)
        : null;

    private static IncidentSummary Incident(UploadData upload, JudgedMatch? reportable, DateTimeOffset eventTime) =>
        new()
        {
            IncidentType = reportable?.Bank.IncidentType,
            Platform = upload.Surface,
            IncidentDateTime = upload.UploadedAt ?? eventTime,
            IncidentDateTimeDescription = upload.UploadedAt is null
            ? "When the upload event was written."
            : "When the upload was finished.",
        };

    private static IReadOnlyList<InternetDetails> Details(UploadData upload, CyberTiplineSettings settings)
    {
        if (upload.Surface is null || !settings.Incidents.TryGetValue(upload.Surface, out var kind))
        {
            return [];
        }

        var parts = new[]
        {
            ("surface", upload.Surface), ("tenant", upload.Tenant), ("jurisdiction", upload.Jurisdiction),
        };
        var text = string.Join(
            "; ", parts.Where(part => part.Item2 is not null).Select(part => $"{part.Item1}: {part.Item2}"));
        return [InternetDetails.Of(kind, new IncidentDetails(text))];
    }

    private static PersonOrUserReported? Person(Uploader? uploader) =>
        uploader is null ? null : new PersonOrUserReported
        {
            EspIdentifier = uploader.EspIdentifier,
            ScreenName = uploader.ScreenName,
            DeviceId = uploader.DeviceId is { Length: > 0 } device
                ? [new DeviceId(uploader.DeviceIdType ?? "ESP device ID", device, "Upload")]
                : [],
            IpCaptureEvent = uploader.IpCapture is not { Address: { } address } capture ? [] :
        [
            new IpCaptureEvent { IpAddress = address, EventName = "Upload", DateTime = capture.At,
                Port = capture.Port },
        ],
        };

    private static FileDetails File(
        UploadData upload, VerdictEvent verdict, ImmutableArray<JudgedMatch> matches, CyberTiplineSettings settings) =>
        new()
        {
            OriginalFileName = upload.FileName,
            OriginalFileHash = Hashes(verdict),
            UploadedToEspTimestamp = upload.UploadedAt,
            FileViewedByEsp = false,
            ExifViewedByEsp = false,
            PubliclyAvailable = upload.PubliclyAvailable,
            IndustryClassification = !settings.UsesIndustryClassification ? null : matches
            .Where(judged => judged.Bank.Reportable)
            .Select(judged => judged.Match.Classification?.ToUpperInvariant())
            .FirstOrDefault(
                classification => classification is not null && IndustryClassifications.Contains(classification)),
            FileAnnotations =
        [
            .. matches.SelectMany(judged => judged.Match.Labels)
                .Where(FileAnnotations.Contains)
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .Order(StringComparer.Ordinal),
        ],
            Details = Metadata(verdict),
        };

    private static List<OriginalFileHash> Hashes(VerdictEvent verdict)
    {
        var hashes = new List<OriginalFileHash>();
        if (verdict.Digests is { } digests)
        {
            hashes.Add(new OriginalFileHash("MD5", digests.Md5));
            hashes.Add(new OriginalFileHash("SHA1", digests.Sha1));
            hashes.Add(new OriginalFileHash("SHA256", digests.Sha256));
            if (digests.Sha512 is { } sha512)
            {
                hashes.Add(new OriginalFileHash("SHA512", sha512));
            }
        }

        return hashes;
    }

    // NCMEC's originalFileHash is for binary hashes alone.
    private static IReadOnlyList<FileMetadata> Metadata(VerdictEvent verdict) =>
    [
        .. verdict.Perceptual.Where(hash => hash is { Frame: 0, Transform: "original" }).Take(1)
            .Select(hash => new FileMetadata(
                "HASH",
                [
                    new NameValuePair(HashAlgorithm.Pdq.Name, hash.Hash),
                    new NameValuePair(
                        $"{HashAlgorithm.Pdq.Name} quality", hash.Quality.ToString(CultureInfo.InvariantCulture)),
                ])),
    ];
}
