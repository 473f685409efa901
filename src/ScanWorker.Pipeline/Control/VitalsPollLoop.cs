using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

/// <summary>The poll loop turns.</summary>
internal sealed class VitalsPollLoop(LoopState loop, IOptions<VitalsOptions> options, TimeProvider clock) : IVitalSign
{
    private readonly long _made = clock.GetTimestamp();

    public string Name => "poll-loop";

    public bool IsCuredByRestart => true;

    public string? Problem =>
        clock.GetElapsedTime(Math.Max(loop.LastTurn, _made)) is var since && since > options.Value.PollTurn
        ? $"The poll loop has not turned for {since.TotalSeconds:0} s."
        : null;
}
