using System.Text.Json;
using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Hashing.Digests;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Findings;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Architecture.Tests.Contracts;

/// <summary>Uploads with any of their fields, and what scanning them may lead to.</summary>
internal static class Scans
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 12, 0, 0, 250, TimeSpan.Zero);

    private static readonly VerdictPolicy Policy = new(
        new PolicySettings
        {
            Banks = new Dictionary<string, BankPolicy>
            {
                ["intimate"] = new() { Reportable = false },
                ["review"] = new() { Action = PolicyAction.Review, IncidentType = "Child Sex Trafficking" },
                ["observe"] = new() { Action = PolicyAction.Observe },
                ["quorum"] = new() { Quorum = 3 },
                ["negative"] = new() { Negative = true },
            },
        },
        "c0ffee");

    /// <summary>Surfaces of uploads, with text that must be escaped among them.</summary>
    public static readonly string[] Surfaces =
        ["posts", "mail", "news", "\"chat\" <&>", "games", "phones", "übung 🏖"];

    private static readonly Gen<string> Text = One.Of("a", "übung 🏖", "\"quoted\"\n", new string('x', 150));
    private static readonly Gen<string?> MaybeText = Gen.Null(Text);
    private static readonly Gen<DateTimeOffset?> MaybeTime = One.Of<DateTimeOffset?>(
        null, Now, Now.ToOffset(TimeSpan.FromHours(-7)));

    private static readonly Gen<IpCapture?> Address = Gen.Null(
        Gen.Select(One.Of(null, "203.0.113.7"), One.Of<int?>(null, 443), MaybeTime)
            .Select((address, port, at) => new IpCapture { Address = address, Port = port, At = at }));

    private static readonly Gen<Uploader?> Person = Gen.Null(
        Gen.Select(MaybeText, MaybeText, Address, MaybeText).Select((esp, name, address, device) =>
            new Uploader { EspIdentifier = esp, ScreenName = name, IpCapture = address, DeviceId = device }));

    private static readonly Gen<JsonElement?> Attributes = One.Of("", "null", "7", "[1,null]", """{"a":{"b":null}}""")
        .Select(json => json.Length == 0 ? (JsonElement?)null : JsonDocument.Parse(json).RootElement);

    private static readonly Gen<UploadData> Upload =
        Gen.Select(
                Text, Gen.Null(One.Of(Surfaces)), MaybeText, Person, MaybeTime, Attributes,
                One.Of<bool?>(null, true, false))
            .Select((id, surface, name, person, at, attributes, isPublic) => new UploadData
            {
                UploadId = id,
                Content = new UploadContent { Uri = "file:///srv/uploads/1" },
                Surface = surface,
                Tenant = name,
                FileName = name,
                Uploader = person,
                UploadedAt = at,
                Attributes = attributes,
                PubliclyAvailable = isPublic,
            });

    private static readonly Gen<KnownMatch> Match =
        Gen.Select(
            One.Of("csam", "intimate", "review", "observe", "quorum", "negative"), Gen.Bool, Gen.Int[0, 31],
            One.Of(null, "A1", "unlisted"), Gen.Enum<DihedralTransform>(), Gen.Int[0, 2])
        .Select((bank, isExact, distance, classification, transform, against) =>
            new KnownMatch(bank, $"{bank}-{distance}", "list", isExact ? MatchKind.Exact : MatchKind.Near)
            {
                Digests = isExact ? DigestKinds.Md5 : default,
                Distance = isExact ? 0 : distance,
                Transform = isExact ? default : transform,
                Classification = classification,
                Labels = classification is null ? [] : ["viral", "of-no-annotation"],
                PositiveOpinions = 1,
                NegativeOpinions = against,
            });

    private static readonly Gen<ContentFindings> Findings =
        Gen.Select(
            Match.Array[0, 3], Match.Array[0, 1], Gen.Bool, Gen.Int[0, 2], Gen.Nullable(Gen.Enum<UnscannableCode>()))
            .Select((matches, collisions, isDecoded, hashes, obstacle) =>
                new ContentFindings(7, "plan", 4711, default(ContentDigests))
                {
                    Image = isDecoded ? new ImageFacts("jpeg", 640, 480, 1, "imagesharp/2.1.13") : null,
                    Matches = [.. matches],
                    Collisions = [.. collisions],
                    Perceptual = [.. Enumerable.Range(0, hashes).Select(
                        i => new PerceptualHash(default(Hash256), 100, i, default))],
                    Obstacle = obstacle is { } code ? new UnscannableReason(code) : null,
                });

    private static readonly Gen<ScanResult> Result =
        Gen.Select(Findings, Gen.Int[0, 9], Gen.Enum<UnscannableCode>(), Gen.Bool)
            .Select((findings, way, code, cached) =>
            way switch
            {
                0 => Conclude(new Verdict.NotScanned("out-of-scope:drafts"), null, false),
                1 => Conclude(Policy.Unscannable(code), null, false),
                2 => Conclude(new Verdict.Unscannable(PolicyAction.Block, code), findings, cached),
                _ => Conclude(Policy.Judge(findings, Now), findings, cached),
            });

    /// <summary>An upload event and the result of its scan.</summary>
    public static readonly Gen<(UploadEvent Upload, ScanResult Result)> Any =
        Gen.Select(Upload, Result, One.Of(null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"))
            .Select((upload, result, trace) =>
                (
                    new UploadEvent(
                        upload, new ContentLocation.Remote("file:///srv/uploads/1"), null,
                        new EventContext("id", trace)),
                    result));

    private static ScanResult Conclude(Verdict verdict, ContentFindings? findings, bool cached) =>
        new(verdict, 7, Policy.Version, Now, new TimingsData { Fetch = findings is null ? null : 1.25, Total = 3.5 })
        {
            Findings = findings,
            Cached = cached,
        };
}
