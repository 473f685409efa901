using System.Collections.Immutable;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Policies;

/// <summary>Composes report events: the machine-known part of a CyberTipline report or a review case. Pure.</summary>
internal static class ReportComposer
{
    private static readonly ImmutableHashSet<string> IndustryClassifications = ["A1", "A2", "B1", "B2"];

    // NCMEC's fileAnnotations that a list's label may give; a machine match can know no others.
    private static readonly ImmutableHashSet<string> FileAnnotations = ImmutableHashSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "animeDrawingVirtualHentai", "potentialMeme", "viral", "possibleSelfProduction", "physicalHarm", "violenceGore",
        "bestiality", "liveStreaming", "infant", "generativeAi");

    /// <summary>A block of a bank that is not reportable calls for no report; whatever goes to review does.</summary>
    public static bool IsCalledFor(Verdict verdict) => verdict.Action switch
    {
        PolicyAction.Review => true,
        PolicyAction.Block => verdict is not Verdict.Match match || match.Matches.Any(judged => judged.Bank.Reportable),
        _ => false,
    };

    public static ReportEvent Compose(
        UploadEvent upload, ScanResult result, VerdictEvent verdict, DateTimeOffset eventTime)
    {
        var matches = result.Verdict is Verdict.Match match ? match.Matches : [];
        var reportable = matches.FirstOrDefault(judged => judged.Bank.Reportable);
        return new ReportEvent
        {
            UploadId = upload.UploadId,
            Verdict = result.Verdict.Kind,
            Action = result.Verdict.Action,
            Reason = result.Verdict.Reason,
            Reportable = reportable is not null,
            Evidence = matches.IsEmpty ? null : matches.Min(judged => judged.Match.Kind),
            IncidentSummary = Incident(upload.Data, reportable, eventTime),
            InternetDetails = Details(upload.Data),
            PersonOrUserReported = Person(upload.Data.Uploader),
            FileDetails = File(upload.Data, verdict, matches),
            Matches = verdict.Matches,
            Perceptual = verdict.Perceptual,
            HashSetVersion = verdict.HashSetVersion,
            PolicyVersion = verdict.PolicyVersion,
            Worker = verdict.Worker,
            DecidedAt = result.DecidedAt,
            PreserveUntil = result.DecidedAt.AddYears(1),
            Tenant = upload.Data.Tenant,
            Attributes = upload.Data.Attributes,
        };
    }

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

    private static IReadOnlyList<InternetDetails> Details(UploadData upload)
    {
        var parts = new[]
        {
            ("surface", upload.Surface), ("tenant", upload.Tenant), ("jurisdiction", upload.Jurisdiction),
        };
        var text = string.Join(
            "; ", parts.Where(part => part.Item2 is not null).Select(part => $"{part.Item1}: {part.Item2}"));
        return text.Length == 0 ? [] : [new InternetDetails(new WebPageIncident(text))];
    }

    private static PersonOrUserReported? Person(Uploader? uploader) =>
        uploader is null ? null : new PersonOrUserReported
        {
            EspIdentifier = uploader.EspIdentifier,
            ScreenName = uploader.ScreenName,
            DeviceId = uploader.DeviceId is { } device ? [device] : [],
            IpCaptureEvent = uploader.IpCapture is not { Address: { } address } capture ? [] :
        [
            new IpCaptureEvent { IpAddress = address, EventName = "Upload", DateTime = capture.At,
                Port = capture.Port },
        ],
        };

    private static FileDetails File(UploadData upload, VerdictEvent verdict, ImmutableArray<JudgedMatch> matches) =>
        new()
        {
            OriginalFileName = upload.FileName,
            OriginalFileHash = Hashes(verdict),
            UploadedToEspTimestamp = upload.UploadedAt,
            FileViewedByEsp = false,
            ExifViewedByEsp = false,
            PubliclyAvailable = upload.PubliclyAvailable,
            IndustryClassification = matches
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
        };

    private static List<OriginalFileHash> Hashes(VerdictEvent verdict)
    {
        var hashes = new List<OriginalFileHash>();
        if (verdict.Digests is { } digests)
        {
            hashes.Add(new OriginalFileHash("MD5", digests.Md5));
            hashes.Add(new OriginalFileHash("SHA1", digests.Sha1));
            hashes.Add(new OriginalFileHash("SHA256", digests.Sha256));
        }

        hashes.AddRange(verdict.Perceptual
            .Where(hash => hash is { Frame: 0, Transform: "original" })
            .Select(hash => new OriginalFileHash("PDQ", hash.Hash)));
        return hashes;
    }
}
