namespace ScanWorker.Pipeline.Health;

/// <summary>The topics that the worker reads and writes are there.</summary>
internal sealed class VitalsTopics(BrokerState broker) : IVitalSign
{
    public string Name => "topics";

    public bool IsCuredByRestart => false;

    public string? Problem => broker.MissingTopics is { IsEmpty: false } missing
        ? $"Missing, or not visible to this worker: {string.Join(", ", missing)}."
        : null;
}
