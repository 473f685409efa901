using System.Text.Json.Serialization;

namespace ScanWorker.Hosting;

/// <summary>What the health answers of a service are made of. Thread-safe.</summary>
internal interface IHealthReport
{
    /// <summary>Parts that a restart cures.</summary>
    IReadOnlyList<HealthPart> Live { get; }

    IReadOnlyList<HealthPart> Ready { get; }

    /// <summary>Once all is well here it stays so, whatever comes later.</summary>
    IReadOnlyList<HealthPart> Started { get; }
}

/// <summary>One part of a health answer; no problem is null.</summary>
internal sealed record HealthPart(string Name, string? Problem)
{
    /// <summary>What a person should know, and makes no part unwell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }
}
