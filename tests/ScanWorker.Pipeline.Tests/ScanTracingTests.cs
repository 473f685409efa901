using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;
using ScanWorker.Testing.Records;
using ScanWorker.Testing.Telemetry;

namespace ScanWorker.Pipeline.Tests;

/// <summary>Listening to spans is process-wide: these tests run apart.</summary>
[TestFixture]
[NonParallelizable]
internal sealed class ScanTracingTests
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string TraceParent = $"00-{TraceId}-b7ad6b7169203331-01";
    private static readonly TopicPartition Uploads = new("uploads", 3);

    [Test]
    public async Task JudgeAsync_EventWithTraceParent_GoesOnInItsTrace()
    {
        using var spans = new SpanCollector();

        var events = await JudgeAsync(TraceParent);

        var trace = spans.Of(ActivityTraceId.CreateFromString(TraceId));
        var process = trace.Single(span => span.OperationName == "process uploads");
        var emit = trace.Single(span => span.OperationName == "emit");
        Assert.That(process.ParentSpanId.ToHexString(), Is.EqualTo("b7ad6b7169203331"));
        Assert.That(process.Kind, Is.EqualTo(ActivityKind.Consumer));
        Assert.That(process.GetTagItem("messaging.destination.partition.id"), Is.EqualTo("3"));
        Assert.That(process.GetTagItem("scanworker.verdict"), Is.EqualTo("not-scanned"));
        Assert.That(emit.ParentSpanId, Is.EqualTo(process.SpanId));
        Assert.That(HeaderOf(events[0], "traceparent"), Is.EqualTo(emit.Id));
        Assert.That(events[0].Origin?.Trace.SpanId, Is.EqualTo(process.SpanId));
    }

    [Test]
    public async Task JudgeAsync_NobodyListens_CarriesTheTraceParentOn()
    {
        var events = await JudgeAsync(TraceParent);

        Assert.That(HeaderOf(events[0], "traceparent"), Is.EqualTo(TraceParent));
        Assert.That(events[0].Origin?.Trace, Is.EqualTo(default(ActivityContext)));
    }

    [TestCase(null)]
    [TestCase("no trace context")]
    public async Task JudgeAsync_NoUsableTraceParent_BeginsATrace(string? traceParent)
    {
        using var spans = new SpanCollector();

        var events = await JudgeAsync(traceParent);

        var process = spans.All.Single(span => span.OperationName == "process uploads");
        Assert.That(process.ParentSpanId, Is.EqualTo(default(ActivitySpanId)));
        Assert.That(HeaderOf(events[0], "traceparent"), Does.Contain(process.TraceId.ToHexString()));
    }

    [Test]
    public void Settle_ManyUploads_LinksAsManyAsASpanMayHave()
    {
        using var spans = new SpanCollector();
        var contexts = Enumerable.Range(0, 200).Select(_ => new ActivityContext(
            ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded)).ToList();

        using var settle = ScanTracing.Settle([.. contexts.Select(context =>
            new OutboundEvent(OutboundTopic.Verdicts, null, null, [])
            {
                Origin = new EventOrigin("uploads", default, context),
            })]);

        Assert.That(settle?.Links.Select(link => link.Context), Is.EqualTo(contexts.Take(ScanTracing.LinksMax)));
        Assert.That(settle?.GetTagItem("messaging.batch.message_count"), Is.EqualTo(200));
        Assert.That(Activity.Current, Is.Null, "The poll thread starts scans, which must not become its children.");
    }

    private static async Task<IReadOnlyList<OutboundEvent>> JudgeAsync(string? traceParent)
    {
        using var meters = new FakeMeterFactory();
        var line = new FakeLine(new EventContext("1", traceParent));
        var judge = RecordJudges.Of(line, line, new FakeTimeProvider(), meters);
        return await judge.JudgeAsync(
            new InboundRecord(new RecordPosition(Uploads, 12), DateTimeOffset.UnixEpoch, null, [1], []),
            CancellationToken.None);
    }

    private static string? HeaderOf(OutboundEvent outbound, string name) => outbound.Headers
        .Where(header => header.Name == name)
        .Select(header => System.Text.Encoding.UTF8.GetString(header.Value ?? [])).SingleOrDefault();

    private sealed class FakeLine(EventContext context) : IUploadEventReader, IUploadScanner
    {
        public UploadReading Read(InboundRecord inbound) => new UploadReading.Upload(new UploadEvent(
            new UploadData { UploadId = "u", Content = new UploadContent() },
            new ContentLocation.Inline(new byte[] { 1 }), null, context));

        public ValueTask<ScanResult> ScanAsync(UploadEvent upload, CancellationToken stopping) => new(new ScanResult(
            new Verdict.NotScanned("out-of-scope:test"), 1, "policy", DateTimeOffset.UnixEpoch, new TimingsData()));
    }
}
