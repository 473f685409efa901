namespace ScanWorker.Matching.Import;

/// <summary>A line that was not taken.</summary>
/// <param name="Line">Counted from 1; of a format without lines, the record's number.</param>
/// <param name="Reason">What is wrong.</param>
/// <param name="Text">The line itself; it goes to the quarantine file and nowhere else.</param>
public readonly record struct Reject(long Line, RejectReason Reason, string? Text);
