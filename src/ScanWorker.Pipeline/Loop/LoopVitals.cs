using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.Loop;

/// <summary>The loop's own signs of health.</summary>
internal static class LoopVitals
{
    public static readonly IReadOnlyList<ServiceDescriptor> All =
    [
        ServiceDescriptor.Singleton<IVitalSign, VitalsPollLoop>(),
        ServiceDescriptor.Singleton<IVitalSign, VitalsLanes>(),
        ServiceDescriptor.Singleton<IVitalSign, VitalsCommitter>(),
        ServiceDescriptor.Singleton<IVitalSign, VitalsTransactions>(),
        ServiceDescriptor.Singleton<IVitalSign, VitalsAssignment>(),
        ServiceDescriptor.Singleton<IVitalSign, VitalsProgress>(),
    ];
}

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

/// <summary>No lane is wedged.</summary>
internal sealed class VitalsLanes(LoopState loop, IOptions<VitalsOptions> options) : IVitalSign
{
    public string Name => "lanes";

    public bool IsCuredByRestart => true;

    public string? Problem => loop.Lanes?.LongestAtWork is { } longest && longest > options.Value.LaneWork
        ? $"A lane has been at one piece of work for {longest.TotalSeconds:0} s."
        : null;
}

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

/// <summary>Where records wait, offsets move: looked at by partition, since one alone may be stuck.</summary>
internal sealed class VitalsProgress(
    LoopState loop, BrokerState broker, IOptions<VitalsOptions> options, TimeProvider clock) : IVitalSign
{
    public string Name => "progress";

    public bool IsCuredByRestart => false;

    public string? Problem
    {
        get
        {
            foreach (var (partition, movedAt) in loop.Moves)
            {
                var waiting = broker.WaitingFor(partition);
                var still = clock.GetElapsedTime(movedAt) is var since && since < waiting ? since : waiting;
                if (still > options.Value.Progress)
                {
                    return $"Records of {partition} wait and nothing of it was committed for {still.TotalSeconds:0} s"
                        + $"{(loop.FailedCause is { } cause ? $" ({cause})" : "")}.";
                }
            }

            return null;
        }
    }
}
