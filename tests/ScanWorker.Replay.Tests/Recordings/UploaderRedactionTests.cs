using System.Text;
using ScanWorker.Pipeline.Events;
using ScanWorker.Replay.Recordings;

namespace ScanWorker.Replay.Tests.Recordings;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class UploaderRedactionTests
{
    private readonly UploaderRedaction _redaction = new("a key"u8.ToArray());

    [Test]
    public void Redact_UploadEvent_ReplacesNamesAndKeepsTheRest()
    {
        var redacted = Redact("""
            {"uploadId":"u-1","content":{"uri":"file:///a"},"uploader":{"espIdentifier":"Ann","screenName":"ann-9","deviceId":"d","ipCapture":{"address":"192.0.2.1","port":44,"at":"2026-01-01T00:00:00Z"}},"fileName":"a.jpg","attributes":{"address":"stays","n":1.50}}
            """);

        Assert.That(redacted, Is.EqualTo(
            $$$"""{"uploadId":"u-1","content":{"uri":"file:///a"},"uploader":{"espIdentifier":"{{{_redaction.ShortIdOf("Ann")}}}","screenName":"{{{_redaction.ShortIdOf("ann-9")}}}","deviceId":"{{{_redaction.ShortIdOf("d")}}}","ipCapture":{"address":"{{{_redaction.ShortIdOf("192.0.2.1")}}}","port":44,"at":"2026-01-01T00:00:00Z"}},"fileName":"a.jpg","attributes":{"address":"stays","n":1.50}}"""));
        Assert.That(
            UploadDataReader.Read(Encoding.UTF8.GetBytes(redacted), EventContext.None),
            Is.InstanceOf<UploadReading.Upload>());
    }

    [Test]
    public void Redact_VerdictAndReport_ReplacesNamesThereToo()
    {
        var verdict = Redact("""{"verdict":"match","upload":{"uploader":{"screenName":"ann"}}}""");
        var report = Redact("""{"personOrUserReported":{"ipCaptureEvent":[{"ipAddress":"192.0.2.1","eventName":"Upload"}],"deviceId":["d"]},"deviceId":"kept"}""");

        Assert.That(verdict, Does.Not.Contain("ann").And.Contains(_redaction.ShortIdOf("ann")));
        Assert.That(
            report,
            Does.Not.Contain("192.0.2.1").And
                .Contains(_redaction.ShortIdOf("d")).And.Contains("Upload").And.Contains("kept"));
    }

    [TestCase("""{"uploadId":"cut""")]
    [TestCase("plain text")]
    public void Redact_NoJson_KeepsNothing(string value) => Assert.That(Redact(value), Is.EqualTo("redacted"));

    [Test]
    public void ShortIdOf_SameNameAndKey_IsTheSameTwelveDigits()
    {
        Assert.That(
            _redaction.ShortIdOf("ann"),
            Has.Length.EqualTo(12).And.EqualTo(new UploaderRedaction("a key"u8.ToArray()).ShortIdOf("ann")));
        Assert.That(
            _redaction.ShortIdOf("ann"), Is.Not.EqualTo(new UploaderRedaction("another"u8.ToArray()).ShortIdOf("ann")));
    }

    private string Redact(string value)
    {
        var record = new InboundRecord(
            new RecordPosition(new TopicPartition("uploads", 0), 1), default, null,
            Encoding.UTF8.GetBytes(value.Trim()), []);
        return Encoding.UTF8.GetString(
            _redaction.Redact(new RecordedRecord(record, TimestampKind.Create)).Record.Value ?? []);
    }
}
