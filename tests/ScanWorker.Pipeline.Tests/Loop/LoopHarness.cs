using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.Health;
using ScanWorker.Pipeline.Lanes;
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
    /// <summary>The topic of past uploads.</summary>
    public const string Backfill = "uploads.backfill";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _abandon = new();
    private readonly LaneScheduler _lanes;
    private readonly CommitThread _committer;
    private readonly ConcurrentDictionary<string, ManualResetEventSlim> _held = new();

    /// <param name="configure">Changes the bounds.</param>
    /// <param name="hasSet">Whether a hash set is loaded.</param>
    /// <param name="backfill">Reads <see cref="Backfill"/> too, within these bounds.</param>
    public LoopHarness(
        Action<LoopOptions>? configure = null, bool hasSet = true, BackfillOptions? backfill = null)
    {
        var options = new LoopOptions { BatchAge = TimeSpan.Zero };
        configure?.Invoke(options);
        var meters = new FakeMeterFactory();
        var ranks = backfill is null ? TopicRanks.LiveAlone : new TopicRanks(Backfill);
        var metrics = new LoopMetrics(meters, State, ranks, Clock, NullLogger<LoopMetrics>.Instance);
        backfill ??= new BackfillOptions();
        _lanes = new LaneScheduler(4, Clock);
        _committer = new CommitThread(Sink, Clock, _abandon.Token);
        var judge = RecordJudges.Of(this, this, Clock, meters, hasSet);
        var places = backfill.PlacesOf(lanes: 4);
        var waiting = new RankedQueue<TopicPartition, (InboundRecord Inbound, Receipt Receipt)>(
            options.ScansMax, places, new RateCap(backfill.UploadsPerSecondMax, Clock));
        var scans = new ScanDispatcher(judge, _lanes, ranks, waiting, places, _abandon.Token);
        Loop = new PollLoop(
            Source, new Intake(Source, ranks, options, backfill, metrics), scans, _committer, new Readiness([this]),
            ranks, options, Clock, metrics);
        Loop.Join();
    }

    public LoopState State { get; } = new();

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

    /// <summary>Values of the records, in the order in which scans began with them.</summary>
    public ConcurrentQueue<string> Started { get; } = new();

    public UploadReading Read(InboundRecord inbound)
    {
        var value = System.Text.Encoding.UTF8.GetString(inbound.Value ?? []);
        Started.Enqueue(value);
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
