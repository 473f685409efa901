using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

/// <summary>
/// The committer is not stuck. While the broker is away it waits by right, and a restart would not help.
/// </summary>
internal sealed class VitalsCommitter(
    LoopState loop, BrokerState broker, IOptions<VitalsOptions> options, TimeProvider clock) : IVitalSign
{
    public string Name => "committer";

    public bool IsCuredByRestart => true;

    public string? Problem => loop.BatchSince is not 0 and var since
        && clock.GetElapsedTime(since) is var elapsed && elapsed > options.Value.Committer
        && broker.AnsweringFor > options.Value.Committer
            ? $"A transaction has been under way for {elapsed.TotalSeconds:0} s although the broker answers."
            : null;
}
