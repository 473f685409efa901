using System.Text;
using System.Text.Json;
using CsCheck;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Tests.Events;

/// <summary>Fields that an upload can do without: taken as they are meant, or left out and told.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class OptionalFieldsTests
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-1", "7", "1.5", "1e999999", "\"\"", "\"text\"", "\"true\"", "\"7\"", "[]", "{}",
        "[[1]]", "{\"a\":1}", "\"\\ud83d\"", "\"\\udc00\"", "\"\\ud83d\\ude00\"", "\"\\u0000\"", "1764100000000",
        "\"2026-11-24T10:00:00+0000\"", "\"yesterday\"", "9223372036854775808", "\"9223372036854775808\"",
    ];

    private static readonly string[] Names =
    [
        "mediaType", "length", "sha256", "tenant", "surface", "jurisdiction", "fileName", "uploadedAt", "uploader",
        "publiclyAvailable", "attributes",
    ];

    [Test]
    public void Read_AnyValuesInOptionalFields_IsAnUploadWhoseEchoCanBeWritten() =>
        Gen.Select(OneOf(Names), OneOf(Values)).Array[0, 15].Sample(fields =>
        {
            var more = string.Concat(fields.Select(field => $",\"{field.Item1}\":{field.Item2}"));
            var upload = Upload($$"""{"uploadId":"u","content":{"uri":"x:y"}{{more}}}""");
            var echo = new VerdictEvent
            {
                UploadId = upload.UploadId,
                Verdict = VerdictKind.NoMatch,
                Action = PolicyAction.Allow,
                Reason = "r",
                HashSetVersion = 1,
                PolicyVersion = "p",
                Worker = new WorkerData("v", "i"),
                ScannedAt = default,
                Upload = UploadEcho.Of(upload.Data),
                Ignored = [.. upload.Ignored],
            };
            var written = JsonSerializer.SerializeToUtf8Bytes(echo, EventJson.Default.VerdictEvent);
            return JsonSerializer.Deserialize(written, EventJson.Default.VerdictEvent) is not null;
        });

    [TestCase("length", "\"12\"", null)]
    [TestCase("length", "-1", "invalid")]
    [TestCase("length", "1.5", "invalid")]
    [TestCase("sha256", "\"abc\"", "invalid")]
    [TestCase("sha256", "\"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\"", null)]
    [TestCase("tenant", "7", null)]
    [TestCase("tenant", "[7]", "invalid")]
    [TestCase("fileName", "\"half \\ud83d\"", "not-unicode")]
    [TestCase("uploader", "\"me\"", "invalid")]
    [TestCase("publiclyAvailable", "\"true\"", null)]
    [TestCase("publiclyAvailable", "1", "invalid")]
    [TestCase("uploadedAt", "\"yesterday\"", "invalid")]
    [TestCase("uploadedAt", "\"0001-01-01T00:00:00+14:00\"", "invalid")]
    [TestCase("attributes", "{\"caption\":\"\\ud83d\"}", "not-unicode")]
    public void Read_OneOptionalField_IsTakenOrTold(string name, string value, string? problem)
    {
        var upload = Upload($$"""{"uploadId":"u","content":{"uri":"x:y"},"{{name}}":{{value}}}""");

        Assert.That(
            upload.Ignored,
            problem is null ? Is.Empty : Is.EqualTo(new[] { new IgnoredField(name, problem) }));
    }

    [TestCase("\"2026-11-24T10:00:00+0000\"")]
    [TestCase("\"2026-11-24T10:00:00Z[UTC]\"")]
    [TestCase("\"2026-11-24T11:00:00+01\"")]
    [TestCase("\"2026-11-24 10:00:00\"")]
    [TestCase("\"Tue, 24 Nov 2026 10:00:00 GMT\"")]
    [TestCase("1795514400")]
    [TestCase("1795514400.000000000")]
    [TestCase("1795514400000")]
    [TestCase("\"1795514400000\"")]
    [TestCase("1795514400000000")]
    [TestCase("1795514400000000000")]
    public void Read_ATimeAsServicesWriteIt_IsTheTimeMeant(string value)
    {
        var upload = Upload($$"""{"uploadId":"u","content":{"uri":"x:y"},"uploadedAt":{{value}}}""");

        Assert.That(upload.Ignored, Is.Empty);
        Assert.That(upload.Data.UploadedAt, Is.EqualTo(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero)));
    }

    [TestCase(1_795_514_400_000)]
    [TestCase(1_795_514_400_000_000)]
    [TestCase(1_795_514_400_000_000_000)]
    public void OfRecord_MilliOrMicroOrNanoseconds_IsTheTimeMeant(long timestamp) => Assert.That(
        EventTime.OfRecord(timestamp), Is.EqualTo(new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero)));

    [Test]
    public void OfRecord_AnyTimestamp_IsATime() =>
        Gen.Long.Sample(timestamp => EventTime.OfRecord(timestamp) >= DateTimeOffset.MinValue);

    [TestCase(long.MinValue)]
    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(long.MaxValue)]
    public void OfRecord_Extremes_AreTimes(long timestamp) =>
        Assert.That(() => EventTime.OfRecord(timestamp), Throws.Nothing);

    [Test]
    public void Read_AttributesAboveALimit_AreLeftOutAndTold()
    {
        var large = new string('a', UploadDataReader.AttributesBytesMax);
        var deep = new string('[', 1_000) + new string(']', 1_000);

        Assert.That(WithAttributes($"\"{large}\"").Ignored.Single().Problem, Is.EqualTo("too-long"));
        Assert.That(WithAttributes(deep).Ignored.Single().Problem, Is.EqualTo("too-deep"));
        Assert.That(WithAttributes(deep).Data.Attributes, Is.Null);
        Assert.That(WithAttributes(deep[(1_000 - 32)..(1_000 + 32)]).Ignored, Is.Empty);
        Assert.That(WithAttributes(deep[(1_000 - 33)..(1_000 + 33)]).Ignored, Is.Not.Empty);
    }

    [Test]
    public void Read_ATextAboveTheLimit_IsCutBetweenCharacters()
    {
        var name = string.Concat(Enumerable.Repeat("🏖", 1_000));

        var upload = Upload($$"""{"uploadId":"u","content":{"uri":"x:y"},"fileName":"{{name}}"}""");

        Assert.That(upload.Data.FileName, Is.EqualTo(name[..1_024]));
        Assert.That(upload.Ignored, Is.EqualTo(new[] { new IgnoredField("fileName", "too-long") }));
    }

    [Test]
    public void Read_BytesThatAreNoUtf8_AreReplacedAndTold()
    {
        var json = Encoding.Latin1.GetBytes("""{"uploadId":"u","content":{"uri":"x:y"},"fileName":"Stränd"}""");

        var upload = ((UploadReading.Upload)UploadDataReader.Read(json, EventContext.None)).Event;

        Assert.That(upload.Data.FileName, Is.EqualTo("Str\uFFFDnd"));
        Assert.That(upload.Ignored, Is.EqualTo(new[] { new IgnoredField("fileName", "not-unicode") }));
    }

    private static Gen<string> OneOf(string[] choices) =>
        Gen.Int[0, choices.Length - 1].Select(i => choices[i]);

    private static UploadEvent WithAttributes(string json) =>
        Upload($$"""{"uploadId":"u","content":{"uri":"x:y"},"attributes":{{json}}}""");

    private static UploadEvent Upload(string json) =>
        UploadDataReader.Read(Encoding.UTF8.GetBytes(json), EventContext.None) is UploadReading.Upload upload
            ? upload.Event
            : throw new AssertionException($"No upload: {json}");
}
