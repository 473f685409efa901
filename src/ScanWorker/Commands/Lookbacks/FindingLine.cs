using ScanWorker.Pipeline.Events;

namespace ScanWorker.Commands.Lookbacks;

/// <summary>One line of <c>lookback --json</c>.</summary>
internal sealed record FindingLine(
    string UploadId, PolicyAction Before, PolicyAction Now, IReadOnlyList<string> Banks, int Events);
