namespace ScanWorker.Architecture.Tests.Layers;

/// <summary>A call that nobody makes.</summary>
/// <param name="Name">As <see cref="LayerExceptions"/> name it.</param>
/// <param name="Instead">What to do.</param>
/// <param name="Is">Recognises it.</param>
internal sealed record BannedCall(string Name, string Instead, Func<Use, bool> Is)
{
    public static readonly IReadOnlyList<BannedCall> All =
    [
        new("clock", "Time comes from the TimeProvider that was handed in.", use =>
            use is { Type: "System.DateTime" or "System.DateTimeOffset",
                Member: "get_Now" or "get_UtcNow" or "get_Today" }),
        new("delay", "Waits go by the TimeProvider that was handed in.", use =>
            (use is { Type: "System.Threading.Tasks.Task", Member: "Delay" } && !TakesClock(use))
            || use is { Type: "System.Threading.Timer" or "System.Timers.Timer", Member: ".ctor" }
            || use is { Type: "System.Threading.Thread", Member: "Sleep" }
            || (use is { Type: "System.Threading.CancellationTokenSource", Member: "CancelAfter" })
            || (
                use is { Type: "System.Threading.CancellationTokenSource", Member: ".ctor", Parameters.Length: > 0 }
                    && !TakesClock(use))
            || (use is { Type: "System.Threading.PeriodicTimer", Member: ".ctor" } && !TakesClock(use))),
        new("chance", "Random numbers come from a generator that was handed in.", use =>
            use is { Type: "System.Random", Member: "get_Shared" } or { Type: "System.Guid",
                Member: "NewGuid" or "CreateVersion7" }),
        new("console", "Only commands talk to the terminal.", use =>
            use.Type == "System.Console" && !use.User.StartsWith("ScanWorker.Commands.", StringComparison.Ordinal)),
        new("exit", "The host stops; the process ends by itself.", use =>
            use is { Type: "System.Environment", Member: "Exit" or "FailFast" }),
        new("blocking", "Asynchronous work is awaited.", use =>
            use is { Type: "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task`1",
                Member: "get_Result" or "Wait" or "WaitAll" }),
    ];

    public override string ToString() => Name;

    private static bool TakesClock(Use use) => use.Parameters.Contains("System.TimeProvider", StringComparison.Ordinal);
}
