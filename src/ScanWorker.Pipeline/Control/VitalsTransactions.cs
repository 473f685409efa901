using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

/// <summary>Transactions commit.</summary>
internal sealed class VitalsTransactions(
    LoopState loop, IOptions<VitalsOptions> options, TimeProvider clock) : IVitalSign
{
    private const int FailuresMax = 3;

    public string Name => "transactions";

    public bool IsCuredByRestart => false;

    public string? Problem =>
        loop.FailedBatches >= FailuresMax
            ? $"{loop.FailedBatches} transactions in a row were not written ({loop.FailedCause})."
        : loop.BatchSince is not 0 and var since && clock.GetElapsedTime(since) is var elapsed
            && elapsed > options.Value.Transaction
            ? $"A transaction has been under way for {elapsed.TotalSeconds:0} s."
        : null;
}
