using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

/// <summary>No lane is wedged.</summary>
internal sealed class VitalsLanes(LoopState loop, IOptions<VitalsOptions> options) : IVitalSign
{
    public string Name => "lanes";

    public bool IsCuredByRestart => true;

    public string? Problem => loop.Lanes?.LongestAtWork is { } longest && longest > options.Value.LaneWork
        ? $"A lane has been at one piece of work for {longest.TotalSeconds:0} s."
        : null;
}
