using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Control;

/// <summary>
/// The group has said which partitions are ours, be it none: with more workers than partitions some are idle by right.
/// </summary>
internal sealed class VitalsAssignment(LoopState loop) : IVitalSign
{
    public string Name => "assignment";

    public bool IsCuredByRestart => false;

    public string? Problem => loop.IsMember ? null
        : loop.SourceTrouble is { } trouble ? $"The consumer group does not say which partitions are ours: {trouble}"
        : "The consumer group has not said yet which partitions are ours.";
}
