using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Loop;

/// <summary>Bounds of the work in flight, and of the batches it is written in.</summary>
internal sealed class LoopOptions
{
    public const string Section = "Scan:Loop";

    /// <summary>
    /// Uploads being scanned at the same time, those that wait for a fetch included. A partition takes at most as many
    /// as are left free, so one alone half of them. Default 128.
    /// </summary>
    [Range(1, 10_000)]
    public int ScansMax { get; set; } = 128;

    /// <summary>
    /// Records received and not yet committed, results that wait for an earlier one included. A partition that has as
    /// many as are left free is paused. Default 2,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int RecordsInFlightMax { get; set; } = 2_000;

    /// <summary>Bytes of those records and of their events, shared in the same way. Default 64 MiB.</summary>
    [Range(1 << 20, 1L << 40)]
    public long BytesInFlightMax { get; set; } = 64L << 20;

    /// <summary>Uploads in one transaction. Default 500.</summary>
    [Range(1, 100_000)]
    public int BatchRecordsMax { get; set; } = 500;

    /// <summary>
    /// How long a result waits at most for others to share its transaction: as long as the last transaction took, if
    /// that is less; not at all when nothing else is in flight. Default 50 ms.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan BatchAge { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>How long a revocation waits for the commit of what is ready. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RevokeCommitTimeout { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Generated from the attributes of <see cref="LoopOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class LoopOptionsValidator : IValidateOptions<LoopOptions>;
