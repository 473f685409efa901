using System.ComponentModel.DataAnnotations;

namespace ScanWorker.Pipeline.Loop;

/// <summary>Bounds of the work in flight, and of the batches it is written in.</summary>
public sealed class LoopOptions
{
    public const string Section = "Scan:Loop";

    /// <summary>Uploads being scanned at the same time, those that wait for a fetch included. Default 64.</summary>
    [Range(1, 10_000)]
    public int ScansMax { get; set; } = 64;

    /// <summary>
    /// Records received and not yet committed, results that wait for an earlier one included. Default 2,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int RecordsInFlightMax { get; set; } = 2_000;

    /// <summary>Bytes of those records and of their events. Default 64 MiB.</summary>
    [Range(1 << 20, 1L << 40)]
    public long BytesInFlightMax { get; set; } = 64L << 20;

    /// <summary>Uploads in one transaction. Default 500.</summary>
    [Range(1, 100_000)]
    public int BatchRecordsMax { get; set; } = 500;

    /// <summary>
    /// How long a result waits for others to share its transaction. Default 50 ms; no wait when nothing else is in
    /// flight.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan BatchAge { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a revocation waits for the commit of what is ready. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RevokeCommitTimeout { get; set; } = TimeSpan.FromSeconds(5);
}
