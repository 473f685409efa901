namespace ScanWorker.Hosting;

/// <summary>JSON of a health answer.</summary>
internal sealed record HealthAnswer(string Status, IReadOnlyList<HealthPart> Parts);
