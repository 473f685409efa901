namespace ScanWorker.Commands.Sets;

/// <summary>One line of <c>sets release --json</c>.</summary>
internal sealed record QuarantineLine(string Bank, string Source, string EntryId, DateTimeOffset Since, long Contents);
