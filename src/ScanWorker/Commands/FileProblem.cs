namespace ScanWorker.Commands;

/// <summary>Why a file has no answer.</summary>
internal sealed record FileProblem(string Code, string Message);
