using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Publishing;
using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Events;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Pipeline.Loop;
using ScanWorker.Pipeline.Policy;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Testing.Records;

/// <summary>Judges over parts that a test brings.</summary>
internal static class RecordJudges
{
    /// <param name="reader">Reads records.</param>
    /// <param name="scanner">Scans uploads.</param>
    /// <param name="clock">Tells the time of outcomes.</param>
    /// <param name="meters">Count.</param>
    /// <param name="hasSet">False for a worker that may judge nothing, whose faults are not a record's.</param>
    /// <param name="logger">Hears of faults.</param>
    public static RecordJudge Of(
        IUploadEventReader reader, IUploadScanner scanner, TimeProvider clock, IMeterFactory meters,
        bool hasSet = true, ILogger<RecordFaults>? logger = null)
    {
        var cell = new HashIndexCell();
        if (hasSet)
        {
            cell.Swap(EmptySet);
        }

        var metrics = new ScanMetrics(meters);
        var policy = new PolicyCell(new VerdictPolicy(new PolicySettings(), "test"));
        return new RecordJudge(
            reader, scanner, new EventComposer(new WorkerData("test", "test"), "/test"),
            new RecordFaults(cell, policy, clock, metrics, logger ?? NullLogger<RecordFaults>.Instance), clock, metrics,
            new ShortIds(Options.Create(new TelemetryOptions())));
    }

    public static LoadedHashSet EmptySet { get; } = new(
        HashIndex.Empty, new HashSetManifest("test", 1, 0, DateTimeOffset.UnixEpoch, [], []), DateTimeOffset.UnixEpoch);
}
