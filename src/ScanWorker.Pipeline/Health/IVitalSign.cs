namespace ScanWorker.Pipeline.Health;

/// <summary>A part of the worker's health that is told and pauses nothing. Thread-safe and quick.</summary>
public interface IVitalSign
{
    /// <summary>In kebab-case, for health answers and metrics.</summary>
    string Name { get; }

    /// <summary>A restart is the cure: the sign counts for liveness. Otherwise for readiness.</summary>
    bool IsCuredByRestart { get; }

    /// <summary>What is wrong, as a sentence; null when nothing is.</summary>
    string? Problem { get; }

    /// <summary>What a person should know though nothing is wrong with the worker; null: nothing.</summary>
    string? Note => null;
}
