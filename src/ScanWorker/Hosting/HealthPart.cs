namespace ScanWorker.Hosting;

/// <summary>One part of a health answer; no problem is null.</summary>
internal sealed record HealthPart(string Name, string? Problem);
