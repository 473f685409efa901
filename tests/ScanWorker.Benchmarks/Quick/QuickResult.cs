namespace ScanWorker.Benchmarks.Quick;

/// <summary>One line that <c>quick</c> prints.</summary>
/// <param name="Name">Stable: scripts compare by it.</param>
/// <param name="Value">Finite; a time is a median, the least of three where it is short.</param>
/// <param name="Unit">Such as <c>ms</c>, <c>bytes</c> or <c>count</c>.</param>
internal sealed record QuickResult(string Name, double Value, string Unit);
