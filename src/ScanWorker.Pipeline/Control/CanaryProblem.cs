namespace ScanWorker.Pipeline.Control;

/// <summary>What a canary found broken.</summary>
/// <param name="Step">Which part.</param>
/// <param name="Message">A sentence without any hash.</param>
public sealed record CanaryProblem(CanaryStep Step, string Message);
