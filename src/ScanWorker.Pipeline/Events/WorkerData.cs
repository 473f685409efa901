using System.ComponentModel;

namespace ScanWorker.Pipeline.Events;

/// <summary>The program that judged.</summary>
public sealed record WorkerData(
    [property: Description("Program version.")] string Version,
    [property: Description("Kafka:InstanceId of the worker.")] string Instance);
