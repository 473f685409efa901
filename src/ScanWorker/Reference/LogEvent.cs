namespace ScanWorker.Reference;

/// <summary>One log event of the program.</summary>
/// <param name="EventId">From the table of ids.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Name">Of its method.</param>
/// <param name="Message">The template.</param>
internal sealed record LogEvent(int EventId, LogLevel Level, string Name, string Message);
