using ScanWorker.Adapters.CloudEvents;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Adapters.Tests.CloudEvents;

/// <summary>Events that another CloudEvents SDK wrote, in every mode that the Kafka binding has.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class CloudEventSdkTests
{
    private const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private readonly CloudEventUploadReader _reader = new(1 << 20);

    [TestCase("binary")]
    [TestCase("binary-extensions")]
    [TestCase("structured")]
    [TestCase("structured-extensions")]
    [TestCase("structured-bytes")]
    public void Read_EventOfAnotherSdk_TakesOverEveryField(string name)
    {
        var upload = Upload(name);

        Assert.That(upload.UploadId, Is.EqualTo("übung-1"));
        Assert.That(
            upload.Content, Is.EqualTo(new ContentLocation.Remote("https://uploads.example/objects/1?signature=abc")));
        Assert.That(upload.Context.Id, Is.EqualTo("a-1"));
        Assert.That(upload.AnnouncedSha256?.ToString(), Does.StartWith("e3b0c442"));
        Assert.That(upload.Data.FileName, Is.EqualTo("Strand & Meer 🏖.jpg"));
        Assert.That(upload.Data.UploadedAt, Is.EqualTo(new DateTimeOffset(2026, 11, 24, 9, 30, 0, 123, TimeSpan.Zero)));
        Assert.That(upload.Data.Uploader?.IpCapture?.Address, Is.EqualTo("2001:db8::1"));
        Assert.That(upload.Data.Attributes?.GetProperty("nested").GetProperty("deep").GetArrayLength(), Is.EqualTo(3));
    }

    [TestCase("binary-inline")]
    [TestCase("structured-inline")]
    public void Read_InlineContent_IsItsBytes(string name) =>
        Assert.That(
            ((ContentLocation.Inline)Upload(name).Content).Data.ToArray(), Is.EqualTo("not a picture"u8.ToArray()));

    [TestCase("binary", null)]
    [TestCase("structured", null)]
    [TestCase("binary-extensions", Trace)]
    [TestCase("structured-extensions", Trace)]
    public void Read_TraceParentExtension_GoesOn(string name, string? trace) =>
        Assert.That(Upload(name).Context.TraceParent, Is.EqualTo(trace));

    [TestCase("binary-other-type")]
    [TestCase("structured-other-type")]
    public void Read_EventOfAnotherType_IsMalformed(string name)
    {
        var reading = _reader.Read(SdkRecord.Read(name)) as UploadReading.Malformed;

        Assert.That(reading?.Code, Is.EqualTo(MalformedCode.WrongEventType));
    }

    [Test]
    public void Fixtures_All_AreReadByATest() => Assert.That(SdkRecord.Names, Is.EqualTo(new[]
    {
        "binary", "binary-extensions", "binary-inline", "binary-other-type", "structured", "structured-bytes",
        "structured-extensions", "structured-inline", "structured-other-type",
    }));

    private UploadEvent Upload(string name)
    {
        var reading = _reader.Read(SdkRecord.Read(name));
        return reading is UploadReading.Upload upload
            ? upload.Event
            : throw new AssertionException($"{name}: {reading}");
    }
}
