using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.Content;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;
using ScanWorker.Testing.Records;

namespace ScanWorker.Pipeline.Tests.Loop;

/// <summary>Wherever the worker fails at a record, the record has an outcome, and the worker lives.</summary>
[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RecordJudgeTests : IUploadEventReader, IUploadScanner
{
    private const string Secret = "a secret of the upload";

    private readonly FakeLogCollector _logs = new();
    private readonly FakeMeterFactory _meters = new();
    private Func<UploadEvent> _read = () => Upload(new UploadData { UploadId = "u", Content = new UploadContent() });
    private Func<ScanResult> _scan = () => Result(new Verdict.NotScanned("out-of-scope:test"));

    [TearDown]
    public void TearDown() => _meters.Dispose();

    public UploadReading Read(InboundRecord inbound) => new UploadReading.Upload(_read());

    public ValueTask<ScanResult> ScanAsync(UploadEvent upload, CancellationToken stopping) => new(_scan());

    [Test]
    public async Task JudgeAsync_ReadingFails_IsADeadLetter()
    {
        _read = () => throw new UriFormatException(Secret);

        var letter = (await JudgeAsync()).Single();

        Assert.That(letter.Topic, Is.EqualTo(OutboundTopic.DeadLetters));
        Assert.That(HeaderOf(letter, "scanworker-error-code"), Is.EqualTo("internal-error"));
        AssertToldWithoutText("read");
    }

    [Test]
    public async Task JudgeAsync_ScanningFails_IsUnscannableForReview()
    {
        _scan = () => throw new IndexOutOfRangeException(Secret);

        var events = await JudgeAsync();

        var verdict = VerdictOf(events);
        Assert.That(
            (verdict.Verdict, verdict.Action, verdict.Reason),
            Is.EqualTo((VerdictKind.Unscannable, PolicyAction.Review, "internal-error:scan")));
        Assert.That(events.Select(outbound => outbound.Topic), Does.Contain(OutboundTopic.Reports));
        AssertToldWithoutText("scan");
    }

    [Test]
    public async Task JudgeAsync_MemoryRunsOut_IsDecodeMemory()
    {
        _scan = () => throw new OutOfMemoryException();

        Assert.That(VerdictOf(await JudgeAsync()).Reason, Is.EqualTo("decode-memory:out-of-memory"));
    }

    [Test]
    public async Task JudgeAsync_ABlockWhoseEchoCannotBeWritten_IsStillABlock()
    {
        var deep = JsonDocument.Parse(
            new string('[', 500) + new string(']', 500), new JsonDocumentOptions { MaxDepth = 1_000 });
        _read = () => Upload(new UploadData
        {
            UploadId = "u",
            Content = new UploadContent(),
            Attributes = deep.RootElement,
        });
        _scan = () => Result(new Verdict.Unscannable(PolicyAction.Block, UnscannableCode.Corrupt));

        var events = await JudgeAsync();

        Assert.That(
            events.Select(outbound => outbound.Topic),
            Is.EqualTo(new[] { OutboundTopic.Verdicts, OutboundTopic.Blocks, OutboundTopic.Reports }));
        Assert.That(VerdictOf(events).Ignored, Is.EqualTo(new[] { new IgnoredField("$", "invalid") }));
        AssertToldWithoutText("compose");
    }

    [Test]
    public void JudgeAsync_Shutdown_IsNoOutcome()
    {
        using var stopping = new CancellationTokenSource();
        stopping.Cancel();
        _scan = () => throw new OperationCanceledException(stopping.Token);

        Assert.That(async () => await JudgeAsync(stopping.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task JudgeAsync_ACancellationThatIsNoShutdown_IsTheRecords()
    {
        _scan = () => throw new OperationCanceledException();

        Assert.That(VerdictOf(await JudgeAsync()).Reason, Is.EqualTo("internal-error:scan"));
    }

    private static UploadEvent Upload(UploadData data) =>
        new(data, new ContentLocation.Inline(new byte[] { 1 }), null, EventContext.None);

    private static ScanResult Result(Verdict verdict) => new(verdict, 1, "policy", DateTimeOffset.UnixEpoch, null);

    private static VerdictEvent VerdictOf(IReadOnlyList<OutboundEvent> events) =>
        JsonSerializer.Deserialize(events[0].Value, EventJson.Default.VerdictEvent)
            ?? throw new AssertionException("No verdict.");

    private static string HeaderOf(OutboundEvent outbound, string name) =>
        Encoding.UTF8.GetString(outbound.Headers.Single(header => header.Name == name).Value ?? []);

    private async Task<IReadOnlyList<OutboundEvent>> JudgeAsync(CancellationToken stopping = default)
    {
        using var logs = LoggerFactory.Create(logging => logging.AddProvider(new FakeLoggerProvider(_logs)));
        var judge = RecordJudges.Of(
            this, this, new FakeTimeProvider(), _meters, logger: logs.CreateLogger<RecordFaults>());
        return await judge.JudgeAsync(
            new InboundRecord(
                new RecordPosition(new TopicPartition("uploads", 1), 12), DateTimeOffset.UnixEpoch, null, [1], []),
            stopping);
    }

    private void AssertToldWithoutText(string stage)
    {
        var told = _logs.GetSnapshot()[0];
        Assert.That((told.Id.Id, told.Level), Is.EqualTo((EventIds.RecordFailed, LogLevel.Error)));
        Assert.That(
            told.Message, Does.Contain("uploads").And.Contain(stage).And.Contain("Exception").And.Contain("   at "));
        Assert.That(told.Message, Does.Not.Contain(Secret), "messages may quote the upload");
    }
}
