using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;
using ScanWorker.Testing.Loop;
using ScanWorker.Testing.Records;

namespace ScanWorker.Pipeline.Tests.Loop;

/// <summary>
/// A poll loop between a fake source and a fake sink. Records are malformed by name, so each gives one dead letter with
/// its bytes.
/// </summary>
internal sealed class LoopHarness : IReadinessCondition, IUploadEventReader, IUploadScanner, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _abandon = new();
    private readonly LaneScheduler _lanes;
    private readonly CommitThread _committer;
    private readonly ConcurrentDictionary<string, ManualResetEventSlim> _held = new();

    public LoopHarness(Action<LoopOptions>? configure = null, bool hasSet = true)
    {
        var options = new LoopOptions { BatchAge = TimeSpan.Zero };
        configure?.Invoke(options);
        var meters = new FakeMeterFactory();
        var state = new LoopState();
        _lanes = new LaneScheduler(4, Clock);
        _committer = new CommitThread(Sink, Clock, _abandon.Token);
        var judge = RecordJudges.Of(this, this, Clock, meters, hasSet);
        var scans = new ScanDispatcher(judge, _lanes, options.ScansMax, _abandon.Token);
        Loop = new PollLoop(
            Source, scans, _committer, new Readiness([this]), options, Clock,
            new LoopMetrics(meters, state, Clock, NullLogger<LoopMetrics>.Instance));
        Loop.Join();
    }

    public FakeTimeProvider Clock { get; } = new();

    public FakeUploadSource Source { get; } = new();

    public FakeVerdictSink Sink { get; } = new();

    public PollLoop Loop { get; }

    public string Name => "test";

    public string? Obstacle { get; set; }

    /// <summary>Scans of records with this value wait until <see cref="Release"/>.</summary>
    public void Hold(string value) => _held[value] = new ManualResetEventSlim();

    public void Release(string value) => _held[value].Set();

    /// <summary>Turns the loop until the condition holds; back-offs pass as fast as it turns.</summary>
    public void TurnUntil(Func<bool> condition, bool draining = false)
    {
        var until = Environment.TickCount64 + (long)Patience.TotalMilliseconds;
        while (!condition())
        {
            Assert.That(Environment.TickCount64, Is.LessThan(until), "The loop does not get there.");
            Loop.Turn(draining);
            Clock.Advance(TimeSpan.FromMilliseconds(10));
        }
    }

    public UploadReading Read(InboundRecord inbound)
    {
        var value = System.Text.Encoding.UTF8.GetString(inbound.Value ?? []);
        if (_held.TryGetValue(value, out var held))
        {
            held.Wait(_abandon.Token);
        }

        return value == "bug"
            ? throw new InvalidOperationException("a bug of ours")
            : new UploadReading.Malformed(MalformedCode.InvalidJson, "test");
    }

    public ValueTask<ScanResult> ScanAsync(UploadEvent upload, CancellationToken stopping) =>
        throw new InvalidOperationException("No record of this harness is an upload.");

    public void Dispose()
    {
        _abandon.Cancel();
        _committer.Dispose();
        _lanes.Dispose();
        _abandon.Dispose();
    }
}
