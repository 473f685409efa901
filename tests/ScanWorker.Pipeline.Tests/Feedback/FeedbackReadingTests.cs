using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Feedback;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Feedback;

namespace ScanWorker.Pipeline.Tests.Feedback;

[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class FeedbackReadingTests
{
    private static readonly DateTimeOffset Latest = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly FeedbackData Whole = new()
    {
        UploadId = "upload-1",
        Bank = "csam",
        Source = "ncmec",
        EntryId = "42-a",
        Decision = ReviewDecision.Denied,
        Reviewer = "r-7",
        DecidedAt = DateTimeOffset.UnixEpoch,
        Kind = MatchKind.Near,
        Distance = 27,
        Reason = "not-csam",
        Note = "a logo",
    };

    [Test]
    public void Of_AWholeEvent_IsItsOpinion()
    {
        var opinion = (Of(JsonOf(Whole).ToJsonString()) as FeedbackReading.Given)?.Opinion;

        Assert.That(opinion, Is.EqualTo(new Opinion(
            new EntryKey("csam", "ncmec", "42-a"), Opinion.DigestOf("upload-1"), "r-7", ReviewDecision.Denied,
            DateTimeOffset.UnixEpoch)
        {
            IsExact = false,
            Distance = 27,
            Reason = "not-csam",
            Note = "a logo",
        }));
        Assert.That(opinion?.Upload, Does.Match("^[0-9a-f]{32}$"));
    }

    [TestCase("uploadId", "\"\"")]
    [TestCase("bank", "null")]
    [TestCase("entryId", "\"a\\nb\"")]
    [TestCase("decision", "\"maybe\"")]
    [TestCase("decision", "1")]
    [TestCase("reviewer", "\"\"")]
    [TestCase("decidedAt", "\"yesterday\"")]
    [TestCase("decidedAt", "\"2026-01-01T00:00:01Z\"")]
    [TestCase("distance", "257")]
    [TestCase("distance", "-1")]
    public void Of_AFieldThatIsWrong_IsMalformedAndNamesIt(string field, string json)
    {
        var data = JsonOf(Whole);
        data[field] = JsonNode.Parse(json);

        var reading = Of(data.ToJsonString());

        Assert.That((reading as FeedbackReading.Malformed)?.Message, Does.Contain(field), reading.ToString());
    }

    [TestCase("uploadId")]
    [TestCase("source")]
    [TestCase("decision")]
    [TestCase("reviewer")]
    [TestCase("decidedAt")]
    public void Of_WithoutAFieldThatIsNeeded_IsMalformed(string field)
    {
        var data = JsonOf(Whole);
        data.Remove(field);

        Assert.That(Of(data.ToJsonString()), Is.InstanceOf<FeedbackReading.Malformed>());
    }

    [Test]
    public void Of_AFieldThatNobodyKnows_IsAllTheSame()
    {
        var data = JsonOf(Whole);
        data["verdict"] = "added later";

        Assert.That(Of(data.ToJsonString()), Is.InstanceOf<FeedbackReading.Given>());
    }

    [Test]
    public void Of_ANoteThatIsTooLong_IsMalformed() => Assert.That(
        Of(JsonOf(Whole with { Note = new string('n', 501) }).ToJsonString()),
        Is.InstanceOf<FeedbackReading.Malformed>());

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("")]
    [TestCase("{\"uploadId\":\"\\ud800\"}")]
    public void Of_WhatIsNoEvent_IsMalformed(string json) =>
        Assert.That(Of(json), Is.InstanceOf<FeedbackReading.Malformed>());

    [Test]
    public void Of_AnyChangedBytes_GivesAReadingAndQuotesNothing() =>
        Gen.Select(Gen.Int[0, 200], Gen.Byte, Gen.Int[0, 250]).Sample((at, value, length) =>
        {
            var bytes = Encoding.UTF8.GetBytes(JsonOf(Whole).ToJsonString());
            bytes[at % bytes.Length] = value;

            var reading = FeedbackReading.Of(bytes.AsMemory(0, Math.Min(length, bytes.Length)), Latest);

            Assert.That((reading as FeedbackReading.Malformed)?.Message ?? "", Does.Not.Contain("logo"));
        });

    private static FeedbackReading Of(string json) => FeedbackReading.Of(Encoding.UTF8.GetBytes(json), Latest);

    private static JsonObject JsonOf(FeedbackData data) =>
        JsonSerializer.SerializeToNode(data, FeedbackJson.Default.FeedbackData)?.AsObject() ?? [];
}
