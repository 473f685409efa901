namespace ScanWorker.Pipeline.Control;

/// <summary>The fleet's counters do not answer. A worker goes on with its own.</summary>
public sealed class FloodCountersUnavailableException(
    string message, Exception? cause = null) : Exception(message, cause);
