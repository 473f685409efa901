using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;
using ScanWorker.Testing.Records;

namespace ScanWorker.Pipeline.Tests.Loop;

/// <summary>Whatever the upload topic takes in, the output topics can say something of.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class OversizeEventsTests
{
    private const int LimitBytesMin = 2_048;
    private const int LimitBytesMax = 1_048_588;

    private static readonly TopicPartition Uploads = new("uploads", 3);
    private static readonly WorkerData Worker = new("1", "w");

    private static readonly Gen<InboundRecord> Records = Gen.Select(
        Gen.OneOf(Gen.Const(-1), Gen.Int[0, 100], Gen.Int[0, LimitBytesMax]),
        Gen.OneOf(Gen.Const(-1), Gen.Int[0, 100], Gen.Int[0, LimitBytesMax]),
        Gen.Select(Gen.Int[0, 300], Gen.OneOf(Gen.Const(-1), Gen.Int[0, 100], Gen.Int[0, 300_000])).Array[0, 30],
        Gen.Long[0, long.MaxValue],
        (key, value, headers, offset) => new InboundRecord(
            new RecordPosition(Uploads, offset), DateTimeOffset.UnixEpoch, Bytes(key), Bytes(value),
            [.. headers.Select(header => new RecordHeader(new string('n', header.Item1), Bytes(header.Item2)))]))
        .Where(record => RecordSize.Of(new OutboundEvent(
            OutboundTopic.Verdicts, record.Key, record.Value, record.Headers)) <= LimitBytesMax);

    private static readonly Gen<int> Limits =
        Gen.OneOf(Gen.Const(LimitBytesMin), Gen.Int[LimitBytesMin, 8_192], Gen.Int[LimitBytesMin, LimitBytesMax]);

    [Test]
    public void Shrink_AnyDeadLetterUnderAnyLimit_IsOneAtLast() =>
        Gen.Select(Records, Limits).Sample(
            (record, limit) =>
            {
                var events = Committed(record, limit, new UploadReading.Malformed(MalformedCode.InvalidJson, "test"));
                return events is [{ Topic: OutboundTopic.DeadLetters, Origin: not null } letter]
                    && Header(letter, "scanworker-error-code") == "invalid-json"
                    && Header(letter, "scanworker-error-offset") == $"{record.Position.Offset}"
                    && KeepsWhatFits(letter, record, limit);
            },
            iter: 300);

    [Test]
    public void Shrink_AnyUploadUnderAnyLimit_IsOneVerdictOrOneDeadLetter() =>
        Gen.Select(Records, Limits, Gen.String[1, 40], Gen.Int[0, 60_000], Gen.Bool).Sample(
            (record, limit, id, attributes, isBlock) =>
            {
                var uploadId = new string([.. id.Where(char.IsAsciiLetterOrDigit), 'u']);
                var upload = new UploadEvent(
                    new UploadData
                    {
                        UploadId = uploadId,
                        Content = new UploadContent(),
                        Tenant = new string('t', 1_000),
                        FileName = new string('ü', 1_000),
                        Attributes = JsonElement.Parse($"\"{new string('<', attributes)}\""),
                    },
                    new ContentLocation.Inline(default), null,
                    new EventContext("1", new string('0', 128), new string('s', 512)));
                var events = Committed(record, limit, new UploadReading.Upload(upload), isBlock);
                return events[0].Topic == OutboundTopic.Verdicts
                    ? events.Count(outbound => outbound.Topic == OutboundTopic.Blocks) == (isBlock ? 1 : 0)
                        && Verdict(events[0]).UploadId == uploadId
                    : events is [{ Topic: OutboundTopic.DeadLetters } letter]
                        && Header(letter, "scanworker-error-code") == "outcome-too-large"
                        && Header(letter, "scanworker-error-action") == (isBlock ? "block" : "allow");
            },
            iter: 300);

    [TestCase(2_048)]
    [TestCase(4_096)]
    public void Shrink_AnOrdinaryUploadWithAHugeKey_IsStillAVerdict(int limit)
    {
        var record = new InboundRecord(
            new RecordPosition(Uploads, 1), DateTimeOffset.UnixEpoch, Bytes(900_000), [1], []);
        var upload = new UploadEvent(
            new UploadData { UploadId = "u-1", Content = new UploadContent() },
            new ContentLocation.Inline(default), null, EventContext.None);

        var events = Committed(record, limit, new UploadReading.Upload(upload), isBlock: true);

        Assert.That(
            events.Select(outbound => outbound.Topic),
            Is.EqualTo(new[] { OutboundTopic.Verdicts, OutboundTopic.Blocks, OutboundTopic.Reports }));
        Assert.That(Encoding.ASCII.GetString(events[0].Key ?? []), Does.StartWith("sha256:"));
    }

    // A later look at the event must know that it does not see all that there was.
    [TestCase(0, 8, 8, null, null)]
    [TestCase(0, 9, 0, true, null)]
    [TestCase(0, 8, 9, null, true)]
    [TestCase(1, 1, 1, true, true)]
    [TestCase(1, 0, 0, null, null)]
    public void Shrink_EventThatLosesHashesOrMatches_SaysSo(
        int cuts, int hashes, int matches, bool? lessHashes, bool? fewerMatches)
    {
        var shrunkVerdict = Shrunk(
            OutboundTopic.Verdicts, EventTypes.Verdict, VerdictOf(hashes, matches), EventJson.Default.VerdictEvent);
        var shrunkReport = Shrunk(
            OutboundTopic.Reports, EventTypes.Report, ReportOf(hashes, matches), EventJson.Default.ReportEvent);
        var shrunkRetraction = Shrunk(
            OutboundTopic.Reports, EventTypes.Retraction, RetractionOf(matches), EventJson.Default.RetractionEvent);

        Assert.That(
            (shrunkVerdict.PerceptualCapped, shrunkVerdict.MatchesCapped), Is.EqualTo((lessHashes, fewerMatches)));
        Assert.That(
            (shrunkReport.PerceptualCapped, shrunkReport.MatchesCapped), Is.EqualTo((lessHashes, fewerMatches)));
        Assert.That(shrunkRetraction.MatchesCapped, Is.EqualTo(fewerMatches));

        T Shrunk<T>(OutboundTopic topic, string type, T value, JsonTypeInfo<T> json)
            where T : class
        {
            var outbound = new OutboundEvent(
                topic, null, JsonSerializer.SerializeToUtf8Bytes(value, json), [RecordHeader.Of("ce_type", type)])
            {
                Cuts = cuts,
            };
            return JsonSerializer.Deserialize(OversizeEvents.Shrink([outbound]).Single().Value, json)
                ?? throw new AssertionException("Null.");
        }
    }

    [Test]
    public void Shrink_HeadersThatLookLikeOurs_DoNotEndTheSteps()
    {
        var headers = Enumerable.Range(0, 2_000).Select(i => RecordHeader.Of($"scanworker-error-{i}", "x"))
            .Append(RecordHeader.Of(OversizeEvents.Header, "value, headers and key"));
        var record = new InboundRecord(
            new RecordPosition(Uploads, 1), DateTimeOffset.UnixEpoch, null, Bytes(5_000), [.. headers]);

        var letter = Committed(record, 2_048, new UploadReading.Malformed(MalformedCode.InvalidJson, "test")).Single();

        Assert.That(Header(letter, "scanworker-error-value-length"), Is.EqualTo("5000"));
    }

    private static VerdictEvent VerdictOf(int hashes, int matches) => new()
    {
        UploadId = "u",
        Verdict = VerdictKind.Match,
        Action = PolicyAction.Block,
        Reason = "near-match",
        HashSetVersion = 1,
        PolicyVersion = "p",
        Worker = Worker,
        ScannedAt = DateTimeOffset.UnixEpoch,
        Perceptual = Hashes(hashes),
        Matches = Matches(matches),
    };

    private static ReportEvent ReportOf(int hashes, int matches) => new()
    {
        UploadId = "u",
        Verdict = VerdictKind.Match,
        Action = PolicyAction.Block,
        Reason = "near-match",
        Reportable = true,
        IncidentSummary = new IncidentSummary
        {
            IncidentDateTime = DateTimeOffset.UnixEpoch,
            IncidentDateTimeDescription = "",
        },
        FileDetails = new FileDetails(),
        Perceptual = Hashes(hashes),
        Matches = Matches(matches),
        HashSetVersion = 1,
        PolicyVersion = "p",
        Worker = Worker,
        DecidedAt = DateTimeOffset.UnixEpoch,
    };

    private static RetractionEvent RetractionOf(int matches) => new()
    {
        UploadId = "u",
        Action = PolicyAction.Allow,
        ReasonCode = "entries-withdrawn",
        Reportable = true,
        Matches = Matches(matches),
        ReportedAt = DateTimeOffset.UnixEpoch,
        DecidedAt = DateTimeOffset.UnixEpoch,
        HashSetVersion = 1,
        Worker = Worker,
        Decision = 1,
    };

    private static PerceptualData[] Hashes(int count) =>
    [
        .. Enumerable.Range(0, count).Select(frame => new PerceptualData
        {
            Algorithm = "pdq",
            Hash = new string('0', 64),
            Quality = 100,
            Frame = frame,
            Transform = "original",
        }),
    ];

    private static MatchData[] Matches(int count) =>
    [
        .. Enumerable.Range(0, count).Select(number => new MatchData
        {
            Bank = "b",
            EntryId = $"{number}",
            Kind = MatchKind.Near,
            Algorithm = "pdq",
            Distance = 0,
            Source = "s",
            Action = PolicyAction.Block,
        }),
    ];

    // What the value lost is what our own headers took, at the limit that the record itself was taken in under.
    private static bool KeepsWhatFits(OutboundEvent letter, InboundRecord record, int limit) =>
        letter.Cuts == 0
        || RecordSize.Of(new OutboundEvent(OutboundTopic.Verdicts, record.Key, record.Value, record.Headers)) > limit
        || (letter.Value?.Length ?? 0) >= (record.Value?.Length ?? 0) - 2_048;

    private static ImmutableArray<OutboundEvent> Committed(
        InboundRecord record, int limit, UploadReading reading, bool isBlock = false)
    {
        using var meters = new FakeMeterFactory();
        var line = new Line(reading, isBlock);
        var judge = RecordJudges.Of(line, line, new FakeTimeProvider(), meters);
        var ledger = new OffsetLedger();
        ledger.Assign(Uploads);
        var receipt = ledger.Receive(record.Position) ?? throw new AssertionException("Not received.");
        var events = judge.JudgeAsync(record, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        Assert.That(ledger.Settle(receipt, events), Is.True);
        while (true)
        {
            var batch = ledger.HandOver(1) ?? throw new AssertionException("Nothing is ready.");
            if (batch.Events.All(outbound => RecordSize.Of(outbound) <= limit))
            {
                Assert.That(ledger.Note(batch, new CommitOutcome.Committed()), Is.EqualTo(1));
                return batch.Events;
            }

            Assert.That(ledger.Note(batch, new CommitOutcome.TooLarge()), Is.Zero);
            ledger.ShrinkFirst(batch);
        }
    }

    private static VerdictEvent Verdict(OutboundEvent outbound) =>
        JsonSerializer.Deserialize(outbound.Value, EventJson.Default.VerdictEvent)
            ?? throw new AssertionException("No verdict.");

    private static string Header(OutboundEvent outbound, string name) =>
        Encoding.UTF8.GetString(outbound.Headers.LastOrDefault(header => header.Name == name).Value ?? []);

    private static byte[]? Bytes(int length) => length < 0 ? null : new byte[length];

    private sealed class Line(UploadReading reading, bool isBlock) : IUploadEventReader, IUploadScanner
    {
        public UploadReading Read(InboundRecord inbound) => reading;

        public ValueTask<ScanResult> ScanAsync(UploadEvent upload, CancellationToken stopping) => new(new ScanResult(
            isBlock ? new Verdict.Unscannable(PolicyAction.Block, UnscannableCode.Corrupt)
                : new Verdict.NotScanned("out-of-scope:test"),
            1, new string('0', 64), DateTimeOffset.UnixEpoch, null));
    }
}
