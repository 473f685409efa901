using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Backfill;
using ScanWorker.Pipeline.Lanes;
using ScanWorker.Pipeline.Scan;

namespace ScanWorker.Pipeline.Loop;

/// <summary>How near the worker is to each of its limits: what is in use, beside what may be.</summary>
internal sealed class LimitMetrics
{
    public const string MeterName = "ScanWorker.Limits";

    public LimitMetrics(
        IMeterFactory meters, FetchStage fetch, DecodeStage decode, LoopState loop, TopicRanks ranks,
        IOptions<LoopOptions> loopOptions, IOptions<BackfillOptions> backfillOptions,
        IOptions<LaneOptions> laneOptions, IOptions<DecodeOptions> decodeOptions)
    {
        var backfill = backfillOptions.Value;
        var (records, lanes, pixels) = (loopOptions.Value, laneOptions.Value.Lanes, decodeOptions.Value.PixelsMax);
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "scanworker.memory.usage", () => Used(fetch, decode, loop, ranks), "By", "Bytes in flight, by budget.");
        meter.CreateObservableGauge(
            "scanworker.memory.limit", () =>
                Limits(fetch, decode, records, backfill, ranks), "By", "The most bytes in flight, by budget.");
        meter.CreateObservableGauge(
            "scanworker.pixels.in_flight", () =>
                decode.PixelsInFlight, "{pixel}", "Pixels of the pictures that are being decoded.");
        meter.CreateObservableGauge(
            "scanworker.pixels.limit", () => pixels * lanes, "{pixel}", "The most pixels that lanes may be decoding.");
        meter.CreateObservableGauge(
            "scanworker.uploads.in_flight", () => ranks.All.Select(rank => Of(loop.Open(rank), rank)), "{upload}",
            "Received and not yet committed, by rank.");
        meter.CreateObservableGauge(
            "scanworker.uploads.limit", () => ranks.All.Select(rank => Of(
                rank == UploadRank.Live ? records.RecordsInFlightMax : backfill.RecordsInFlightMax, rank)), "{upload}",
            "The most of those.");
        meter.CreateObservableGauge("scanworker.lanes.busy", () => loop.Lanes?.Busy ?? 0, "{lane}", "Lanes at work.");
        meter.CreateObservableGauge("scanworker.lanes.limit", () => lanes, "{lane}", "Lanes there are.");
        meter.CreateObservableCounter(
            "scanworker.fetch.retries", () => fetch.Retries, "{retry}", "Times that a store was asked again.");
    }

    private static IEnumerable<Measurement<long>> Used(
        FetchStage fetch, DecodeStage decode, LoopState loop, TopicRanks ranks) =>
    [
        Of(fetch.Budget.UsedBytes, "content"), Of(decode.Budget.UsedBytes, "decode"),
        .. ranks.All.Select(rank => Of(loop.OpenBytes(rank), BudgetOf(rank))),
    ];

    private static IEnumerable<Measurement<long>> Limits(
        FetchStage fetch, DecodeStage decode, LoopOptions records, BackfillOptions backfill, TopicRanks ranks) =>
    [
        Of(fetch.Budget.TotalBytes, "content"), Of(decode.Budget.TotalBytes, "decode"),
        .. ranks.All.Select(rank => Of(
            rank == UploadRank.Live ? records.BytesInFlightMax : backfill.BytesInFlightMax, BudgetOf(rank))),
    ];

    private static string BudgetOf(UploadRank rank) => rank == UploadRank.Live ? "records" : "backfill-records";

    private static Measurement<int> Of(int records, UploadRank rank) => new(records, TopicRanks.TagOf(rank));

    private static Measurement<long> Of(long bytes, string budget) =>
        new(bytes, new KeyValuePair<string, object?>("scanworker.budget", budget));
}
