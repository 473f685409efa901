using System.Text;
using System.Text.Json;
using CsCheck;
using NJsonSchema;
using ScanWorker.Documentation;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Feedback;
using ScanWorker.Pipeline.Policy;

namespace ScanWorker.Architecture.Tests.Contracts;

/// <summary>The committed schemas against events as they are composed, by a validator that we did not write.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class EventSchemaTests
{
    private static readonly Dictionary<string, JsonSchema> Schemas = EventContract.All.ToDictionary(
        contract => contract.Type,
        contract => JsonSchema.FromJsonAsync(File.ReadAllText(Repository.PathOf($"docs/{contract.SchemaPath}")))
            .GetAwaiter().GetResult());

    private static readonly EventComposer Composer = new(new WorkerData("1.0", "worker-1"), "/scanworker/test");

    private static readonly InboundRecord Record = new(
        new RecordPosition(new TopicPartition("uploads", 3), 42), DateTimeOffset.UnixEpoch, [1, 2], [3], []);

    [Test]
    public void Compose_AnyScan_FitsTheSchemasOfItsTypes() => Scans.Any.Sample(scan =>
    {
        foreach (var composed in Composer.Compose(Record, scan.Upload, scan.Result))
        {
            Assert.That(Problems(TypeOf(composed), TextOf(composed)), Is.Empty, TextOf(composed));
        }
    });

    [Test]
    public void Upload_WithEveryFieldOrFew_FitsItsSchema() => Scans.Any.Sample(scan =>
        Assert.That(Problems(EventTypes.Upload, JsonSerializer.Serialize(
            scan.Upload.Data with { Content = new UploadContent { Uri = "file:///x" } },
            EventJson.Default.UploadData)), Is.Empty));

    [TestCase("{}", "uploadId")]
    [TestCase("""{"uploadId":"","content":{"uri":"file:///x"}}""", "uploadId")]
    [TestCase("""{"uploadId":"u","content":{}}""", "content")]
    [TestCase("""{"uploadId":"u","content":{"uri":"file:///x","data":"YQ=="}}""", "content")]
    public void Upload_ThatTheReaderRefuses_FailsItsSchema(string json, string field)
    {
        var reading = UploadDataReader.Read(Encoding.UTF8.GetBytes(json), EventContext.None);

        Assert.That(reading, Is.InstanceOf<UploadReading.Malformed>());
        Assert.That(Problems(EventTypes.Upload, json), Has.Some.Contains(field));
    }

    [TestCase("""{"uploadId":"u","content":{"uri":"file:///x"},"sha256":"abc"}""", "sha256")]
    [TestCase("""{"uploadId":"u","content":{"uri":"file:///x"},"length":-1}""", "length")]
    public void Upload_OfWhichTheReaderIgnoresAField_FailsItsSchema(string json, string field)
    {
        var reading = (UploadReading.Upload)UploadDataReader.Read(Encoding.UTF8.GetBytes(json), EventContext.None);

        Assert.That(reading.Event.Ignored.Single().Field, Is.EqualTo(field));
        Assert.That(Problems(EventTypes.Upload, json), Has.Some.Contains(field));
    }

    [TestCase(EventTypes.Verdict)]
    [TestCase(EventTypes.Block)]
    [TestCase(EventTypes.Report)]
    public void Event_WithoutItsFields_FailsItsSchema(string type) =>
        Assert.That(Problems(type, """{"uploadId":null,"action":"Block"}"""), Has.Count.GreaterThan(3));

    [TestCase("""
        {"uploadId":"u","bank":"b","source":"s","entryId":"e","decision":"confirmed","reviewer":"r",
         "decidedAt":"2026-01-01T00:00:00Z"}
        """, true)]
    [TestCase("""
        {"uploadId":"u","bank":"b","source":"s","entryId":"e","decision":"denied","reviewer":"r",
         "decidedAt":"2026-01-01T00:00:00Z","kind":"near","distance":31,"reason":"x","note":"y","later":1}
        """, true)]
    [TestCase("""{"uploadId":"u","bank":"b","source":"s","entryId":"e","decision":"maybe"}""", false)]
    [TestCase("""
        {"uploadId":"u","bank":"b","source":"s","entryId":"e","decision":"denied","reviewer":"r",
         "decidedAt":"2026-01-01T00:00:00Z","distance":257}
        """, false)]
    public void Feedback_Event_FitsItsSchemaWhereTheReaderTakesIt(string json, bool isTaken)
    {
        var reading = FeedbackReading.Of(Encoding.UTF8.GetBytes(json), DateTimeOffset.MaxValue);

        Assert.That(reading is FeedbackReading.Given, Is.EqualTo(isTaken), reading.ToString());
        Assert.That(Problems(EventTypes.Feedback, json), isTaken ? Is.Empty : Is.Not.Empty);
    }

    private static List<string> Problems(string type, string json) =>
        [.. Schemas[type].Validate(json).Select(problem => problem.ToString())];

    private static string TypeOf(OutboundEvent composed) =>
        Encoding.UTF8.GetString(composed.Headers.Single(header => header.Name == "ce_type").Value ?? []);

    private static string TextOf(OutboundEvent composed) => Encoding.UTF8.GetString(composed.Value ?? []);
}
