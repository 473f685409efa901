namespace ScanWorker.Adapters.WorkingSets;

/// <summary>The custodian's folder cannot be used as it is; the message says what to do.</summary>
public sealed class WorkingSetException(string message, Exception? cause = null) : Exception(message, cause);
