using ScanWorker.Pipeline.Health;

namespace ScanWorker.Pipeline.FloodGuard;

/// <summary>Tells which banks are held; the worker itself is well.</summary>
internal sealed class VitalsHeldBanks(FloodGuardMetrics metrics) : IVitalSign
{
    public string Name => "held-banks";

    public bool IsCuredByRestart => false;

    public string? Problem => null;

    public string? Note => string.Join(", ", metrics.HeldBanks.Order(StringComparer.Ordinal)) is { Length: > 0 } banks
        ? $"Matches of these banks go to review because their rate has jumped: {banks}. 'scanworker sets release' ends it."
        : null;
}
