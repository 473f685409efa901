using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace ScanWorker.Pipeline.Backfill;

/// <summary>Bounds of what is done for the topic of past uploads, <c>Kafka:Topics:Backfill</c>.</summary>
internal sealed class BackfillOptions
{
    public const string Section = "Scan:Backfill";

    /// <summary>
    /// The most past uploads that this worker starts per second, even when it has nothing else to do: it spares the
    /// store that they are fetched from. Default 100.
    /// </summary>
    [Range(0.01, 100_000)]
    public double UploadsPerSecondMax { get; set; } = 100;

    /// <summary>
    /// Past uploads being scanned at the same time, those that wait for a fetch included; none starts while so many
    /// lanes are busy, with whatever. The other lanes are kept for new uploads, so this should be fewer than there are
    /// lanes. Default: half as many, at least 1.
    /// </summary>
    [Range(1, 10_000)]
    public int? ScansMax { get; set; }

    /// <summary>
    /// Records of past uploads received and not yet committed, those that wait for their turn included; beside those of
    /// <c>Scan:Loop:RecordsInFlightMax</c>. Default 2,000.
    /// </summary>
    [Range(1, 1_000_000)]
    public int RecordsInFlightMax { get; set; } = 2_000;

    /// <summary>
    /// Bytes of those records and of their events, beside those of <c>Scan:Loop:BytesInFlightMax</c>. Default 16 MiB.
    /// </summary>
    [Range(1 << 20, 1L << 40)]
    public long BytesInFlightMax { get; set; } = 16L << 20;

    /// <summary><see cref="ScansMax"/>, or what it is where it is not set.</summary>
    internal int PlacesOf(int lanes) => ScansMax ?? Math.Max(1, lanes / 2);
}

/// <summary>Generated from the attributes of <see cref="BackfillOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class BackfillOptionsValidator : IValidateOptions<BackfillOptions>;
