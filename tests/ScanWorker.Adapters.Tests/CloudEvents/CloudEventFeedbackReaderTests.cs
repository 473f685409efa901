using System.Text;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.CloudEvents;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Feedback;

namespace ScanWorker.Adapters.Tests.CloudEvents;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class CloudEventFeedbackReaderTests
{
    private const string Data =
        """{"uploadId":"u","bank":"b","source":"s","entryId":"e","decision":"denied","reviewer":"r","decidedAt":"2026-01-01T00:00:00Z"}""";

    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    private readonly CloudEventFeedbackReader _reader = new(Clock);

    [Test]
    public void Read_InAnyMode_IsTheSameOpinion()
    {
        var bare = _reader.Read(Record(Data));
        var binary = _reader.Read(Record(Data, Binary(EventTypes.Feedback)));
        var structured = _reader.Read(Record(
            $$"""{"specversion":"1.0","id":"1","source":"/review","type":"{{EventTypes.Feedback}}","data":{{Data}}}""",
            ("content-type", "application/cloudevents+json; charset=utf-8")));

        Assert.That(bare, Is.InstanceOf<FeedbackReading.Given>());
        Assert.That(new[] { binary, structured }, Is.All.EqualTo(bare));
    }

    [TestCase("2026-01-02T00:00:00Z", true)]
    [TestCase("2026-01-02T00:00:01Z", false)]
    [TestCase("2999-01-01T00:00:00Z", false)]
    public void Read_ADecisionOfTheFuture_IsMalformedBeyondADay(string decidedAt, bool isGiven)
    {
        var reading = _reader.Read(Record(Data.Replace("2026-01-01T00:00:00Z", decidedAt, StringComparison.Ordinal)));

        Assert.That(reading is FeedbackReading.Given, Is.EqualTo(isGiven), reading.ToString());
    }

    [Test]
    public void Read_AnEventOfAnotherType_IsMalformed()
    {
        var reading = _reader.Read(Record(Data, Binary(EventTypes.Upload)));

        Assert.That((reading as FeedbackReading.Malformed)?.Code, Is.EqualTo(MalformedCode.WrongEventType));
    }

    [Test]
    public void Read_ARecordWithoutValue_IsMalformed() => Assert.That(
        (_reader.Read(Record("")) as FeedbackReading.Malformed)?.Code, Is.EqualTo(MalformedCode.NoValue));

    private static (string, string)[] Binary(string type) =>
        [("ce_specversion", "1.0"), ("ce_id", "1"), ("ce_source", "/review"), ("ce_type", type)];

    private static InboundRecord Record(string value, params (string Name, string Value)[] headers) => new(
        new RecordPosition(new TopicPartition("scan.feedback", 0), 1), DateTimeOffset.UnixEpoch, null,
        Encoding.UTF8.GetBytes(value), [.. headers.Select(header => RecordHeader.Of(header.Name, header.Value))]);
}
