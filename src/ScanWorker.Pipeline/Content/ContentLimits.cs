namespace ScanWorker.Pipeline.Content;

/// <summary>What one fetch may take.</summary>
/// <param name="BytesMax">A longer body is <see cref="UnscannableCode.ContentTooLarge"/>, found out as early as possible.</param>
/// <param name="Budget">
/// Reserve the body's length (where the store tells it before the body, else <paramref name="BytesMax"/>) before reading.
/// </param>
public sealed record ContentLimits(int BytesMax, MemoryBudget Budget);
