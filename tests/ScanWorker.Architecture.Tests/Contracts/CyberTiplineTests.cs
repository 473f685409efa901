using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using CsCheck;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Architecture.Tests.Contracts;

/// <summary>
/// Reports built from report events, field by field as docs/bridges/coop.md says, against a schema written from NCMEC's
/// published description.
/// </summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class CyberTiplineTests
{
    // In the schema's order; what is not there is left out.
    private static readonly string[] InSummary =
        ["incidentType", "platform", "incidentDateTime", "incidentDateTimeDescription"];
    private static readonly string[] InPerson = ["espIdentifier", "screenName", "ipCaptureEvent", "deviceId"];
    private static readonly string[] InFile =
    [
        "originalFileName", "uploadedToEspTimestamp", "fileViewedByEsp", "exifViewedByEsp", "publiclyAvailable",
        "fileAnnotations", "industryClassification", "originalFileHash", "details",
    ];

    private static readonly EventComposer Composer = new(new WorkerData("1.0", "worker-1"), "/scanworker/test");

    private static readonly InboundRecord Record = new(
        new RecordPosition(new TopicPartition("uploads", 3), 42), DateTimeOffset.UnixEpoch, [1, 2], [3], []);

    [Test]
    public void Report_OfAnyReportableScan_FitsNcmecsSchema() => Scans.Any.Sample(scan =>
    {
        foreach (var report in ReportsOf(scan.Upload, scan.Result with { CyberTipline = Mapped }))
        {
            Assert.That(Problems(Report(report)), Is.Empty, () => Report(report).ToString());
            Assert.That(Problems(FileDetails(report)), Is.Empty, () => FileDetails(report).ToString());
        }
    });

    [Test]
    public void Classification_WithoutTheAgreement_IsNotGiven() => Scans.Any.Sample(scan => Assert.That(
        ReportsOf(scan.Upload, scan.Result).Select(report => report["fileDetails"]?["industryClassification"]),
        Is.All.Null));

    [Test]
    public void Incident_OfASurfaceThatThePolicyDoesNotName_IsNotGuessed() => Scans.Any.Sample(scan => Assert.That(
        ReportsOf(scan.Upload, scan.Result).Select(report => report["internetDetails"]?.AsArray().Count),
        Is.All.Zero));

    [TestCase("<originalFileHash hashType='PDQ'>0</originalFileHash>")]
    [TestCase("<deviceId><idValue>a</idValue></deviceId>")]
    [TestCase("<fileRelevance>Other</fileRelevance>")]
    public void Schema_WhatNcmecRefuses_IsRefused(string field) => Assert.That(
        Problems(XElement.Parse($"<fileDetails><reportId>1</reportId><fileId>a</fileId>{field}</fileDetails>")),
        Is.Not.Empty);

    private static CyberTiplineSettings Mapped { get; } = new()
    {
        UsesIndustryClassification = true,
        Incidents = Enum.GetValues<IncidentKind>().Zip(Scans.Surfaces)
            .ToDictionary(pair => pair.Second, pair => pair.First),
    };

    private static IEnumerable<JsonNode> ReportsOf(UploadEvent upload, ScanResult result) =>
        Composer.Compose(Record, upload, result)
            .Where(composed => composed.Topic == OutboundTopic.Reports)
            .Select(composed => JsonNode.Parse(composed.Value) ?? throw new AssertionException("An event is null."))
            .Where(report => report["reportable"]?.GetValue<bool>() is true);

    // What only the platform knows is the reporter, and the kind of incident where the policy names none.
    private static XElement Report(JsonNode report)
    {
        var details = report["internetDetails"]?.AsArray() is { Count: > 0 } given
            ? given.Select(one => Element("internetDetails", one))
            : [new XElement("internetDetails", new XElement("nonInternetIncident"))];
        return new XElement(
            "report", Element("incidentSummary", report["incidentSummary"], InSummary), details,
            new XElement("reporter", new XElement("reportingPerson")),
            Element("personOrUserReported", report["personOrUserReported"], InPerson));
    }

    private static XElement FileDetails(JsonNode report) => new(
        "fileDetails", new XElement("reportId", 1), new XElement("fileId", "a1"),
        Element("fileDetails", report["fileDetails"], InFile)?.Elements());

    private static XElement? Element(string name, JsonNode? value, string[]? order = null) => (name, value) switch
    {
        (_, null) => null,
        ("originalFileHash", JsonObject hash) => new XElement(
            name, new XAttribute("hashType", hash["hashType"]?.ToString() ?? ""), hash["value"]?.ToString()),
        ("details", JsonObject details) => new XElement(
            name, new XAttribute("type", details["type"]?.ToString() ?? ""),
            details["nameValuePair"]?.AsArray().Select(pair => Element("nameValuePair", pair))),
        (_, JsonObject fields) => new XElement(name, Fields(fields, order)),
        (_, JsonValue text) when text.GetValueKind() is JsonValueKind.True or JsonValueKind.False =>
            new XElement(name, text.ToJsonString()),
        _ => new XElement(name, value.ToString()),
    };

    private static IEnumerable<XElement?> Fields(JsonObject fields, string[]? order) =>
        (order ?? [.. fields.Select(field => field.Key)]).SelectMany(name => (name, fields[name]) switch
        {
            ("fileAnnotations", JsonArray { Count: 0 }) => [],
            ("fileAnnotations", JsonArray annotations) =>
            [
                new XElement(name, annotations.Select(annotation => new XElement(annotation?.ToString() ?? "", true))),
            ],
            (_, JsonArray several) => several.Select(one => Element(name, one)),
            (_, var one) => [Element(name, one)],
        });

    private static List<string> Problems(XElement element)
    {
        using var text = File.OpenText(
            Repository.PathOf("tests/ScanWorker.Architecture.Tests/Contracts/cybertipline.xsd"));
        using var reader = XmlReader.Create(text);
        var schemas = new XmlSchemaSet();
        _ = schemas.Add("", reader);
        var problems = new List<string>();
        new XDocument(element).Validate(schemas, (_, problem) => problems.Add(problem.Message));
        return problems;
    }
}
