using System.Text;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;

namespace ScanWorker.Pipeline.Tests.Events;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class UploadDataReaderTests
{
    [Test]
    public void Read_MinimalEvent_IsAnUpload()
    {
        var upload = Upload("""{"uploadId":"u-1","content":{"uri":"file:///x/y.jpg"},"unknown":"ignored"}""");

        Assert.That(upload.UploadId, Is.EqualTo("u-1"));
        Assert.That(upload.Content, Is.EqualTo(new ContentLocation.Remote("file:///x/y.jpg")));
    }

    [Test]
    public void Read_InlineContent_IsDecodedAndNotKeptTwice()
    {
        var upload = Upload("""{"uploadId":"u-1","content":{"data":"aGVsbG8="}}""");

        Assert.That(((ContentLocation.Inline)upload.Content).Data.ToArray(), Is.EqualTo("hello"u8.ToArray()));
        Assert.That(upload.Data.Content.Data, Is.Null);
    }

    [Test]
    public void Read_EveryField_IsTakenOver()
    {
        var upload = Upload("""
            {"uploadId":"u","content":{"uri":"s3://b/k"},"mediaType":"image/jpeg","length":12,
             "sha256":"E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855","tenant":"t","surface":"posts",
             "jurisdiction":"US","fileName":"a.jpg","uploadedAt":"2026-11-24T10:00:00Z",
             "uploader":{"espIdentifier":"e","screenName":"s","ipCapture":{"address":"203.0.113.7","port":443,"at":"2026-11-24T10:00:00Z"},"deviceId":"d"},
             "publiclyAvailable":true,"attributes":{"a":[1,2]}}
            """);

        Assert.That(upload.AnnouncedSha256?.ToString(), Does.StartWith("e3b0c442"));
        Assert.That(upload.Data.Uploader?.IpCapture?.Port, Is.EqualTo(443));
        Assert.That(upload.Data.Attributes?.GetRawText(), Is.EqualTo("""{"a":[1,2]}"""));
    }

    [TestCase("", MalformedCode.InvalidJson)]
    [TestCase("{", MalformedCode.InvalidJson)]
    [TestCase("null", MalformedCode.InvalidField)]
    [TestCase("[]", MalformedCode.InvalidJson)]
    [TestCase("""{"content":{"uri":"file:///x"}}""", MalformedCode.InvalidJson)]
    [TestCase("""{"uploadId":null,"content":{"uri":"file:///x"}}""", MalformedCode.InvalidJson)]
    [TestCase("""{"uploadId":"","content":{"uri":"file:///x"}}""", MalformedCode.InvalidField)]
    [TestCase("""{"uploadId":7,"content":{"uri":"file:///x"}}""", MalformedCode.InvalidJson)]
    [TestCase("""{"uploadId":"u"}""", MalformedCode.InvalidJson)]
    [TestCase("""{"uploadId":"u","content":{}}""", MalformedCode.InvalidField)]
    [TestCase("""{"uploadId":"u","content":{"uri":"file:///x","data":"aGk="}}""", MalformedCode.InvalidField)]
    [TestCase("""{"uploadId":"u","content":{"data":"not base64!"}}""", MalformedCode.InvalidJson)]
    [TestCase("""{"uploadId":"\ud83d","content":{"uri":"file:///x"}}""", MalformedCode.InvalidField)]
    [TestCase("""{"uploadId":"u","content":{"uri":7}}""", MalformedCode.InvalidJson)]
    [TestCase("""{"uploadId":"u","content":[]}""", MalformedCode.InvalidJson)]
    [TestCase("""{"uploadId":"u","content":{"uri":"file:///x"}} {}""", MalformedCode.InvalidJson)]
    public void Read_NotAnUploadEvent_IsMalformed(string json, MalformedCode code) =>
        Assert.That(((UploadReading.Malformed)Read(json)).Code, Is.EqualTo(code));

    [Test]
    public void Read_UploadIdAboveTheLimit_IsMalformed() =>
        Assert.That(
            Read("""{"uploadId":"ID","content":{"uri":"file:///x"}}""".Replace("ID", new string('ü', 101))),
            Is.InstanceOf<UploadReading.Malformed>());

    [Test]
    public void Read_BadValue_IsNotQuotedInTheReason()
    {
        var malformed = (UploadReading.Malformed)Read("""{"uploadId":"u","content":{"data":"secret-value"}}""");

        Assert.That(malformed.Message, Does.Not.Contain("secret"));
    }

    private static UploadReading Read(string json) =>
        UploadDataReader.Read(Encoding.UTF8.GetBytes(json), EventContext.None);

    private static UploadEvent Upload(string json) => ((UploadReading.Upload)Read(json)).Event;
}
